"""Reads the samples of every source."""
