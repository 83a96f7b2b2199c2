"""What is shown before anything is open."""
