"""The network: sizes and weights, model file and model card, Keras layers, training."""
