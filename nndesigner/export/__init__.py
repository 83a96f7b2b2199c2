"""How a trained network leaves: weights and code for other programs."""
