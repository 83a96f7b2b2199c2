"""Instruments: what can be watched while a network learns."""
