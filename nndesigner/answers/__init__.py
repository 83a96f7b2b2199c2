"""What a trained network predicts for samples, and the samples themselves as they are looked at: no Qt."""
