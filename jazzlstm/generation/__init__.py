"""A chart and settings to takes: the network in NumPy, the sampler, and the choice among takes."""
