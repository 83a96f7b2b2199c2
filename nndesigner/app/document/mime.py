"""The names of what is dragged and copied between parts of the window."""

LAYER_KIND = "application/x-nndesigner-layer-kind"
"""A layer's kind, as UTF-8 text: what the palette gives to the canvas."""
NETWORK_PIECE = "application/x-nndesigner-network"
"""A piece of a network as JSON; the same text is on the clipboard as plain text too."""
