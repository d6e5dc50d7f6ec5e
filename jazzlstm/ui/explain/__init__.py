"""The page "How it works": an LSTM explained on the solo that was played last."""
