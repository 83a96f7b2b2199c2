"""What is open in the window: the design, its undo history, and everything that edits it."""
