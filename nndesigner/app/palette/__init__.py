"""The palette: every layer that can be added."""
