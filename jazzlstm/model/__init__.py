"""The network: its sizes and weights, its file, its Keras layers, and how it is trained."""
