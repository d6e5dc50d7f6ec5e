"""The page "Train your own": upload, training, result."""
