"""Looking at the data: every sample as what it is, and what the network answers to it."""
