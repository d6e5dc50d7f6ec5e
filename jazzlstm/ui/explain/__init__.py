"""The page "How it works": the network, one step at a time."""
