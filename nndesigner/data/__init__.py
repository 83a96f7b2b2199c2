"""What a network learns from: sources, splits and batches."""
