"""The running training, as the window sees it."""
