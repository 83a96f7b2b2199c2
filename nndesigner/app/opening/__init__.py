"""Opening data, correcting what was inferred, and saying when it has moved."""
