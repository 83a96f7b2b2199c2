"""What is in a table: how it is written, what its columns hold, and what to make of them."""
