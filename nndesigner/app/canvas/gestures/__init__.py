"""Gestures: what the mouse does on the canvas, each an object of its own."""
