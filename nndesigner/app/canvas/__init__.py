"""The canvas: the drawing of the network."""
