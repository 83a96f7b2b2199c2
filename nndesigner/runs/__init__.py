"""Runs on disk: every training leaves a folder, whatever becomes of the program that trains."""
