"""What the user drew, as a value."""
