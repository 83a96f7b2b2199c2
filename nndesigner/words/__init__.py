"""How numbers, sizes, durations and metrics are written, in the window and in the terminal alike."""
