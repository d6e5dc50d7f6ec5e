"""The page "How it works": what the network does for each note."""
