"""Looking at the data: every sample as what it is, and what the network predicts for it."""
