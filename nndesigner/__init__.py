"""nndesigner: draw a neural network, train it for real, and watch it learn."""

__version__ = "0.1.0"
