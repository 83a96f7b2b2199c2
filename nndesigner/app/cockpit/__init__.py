"""The dashboard: live views of a training."""
