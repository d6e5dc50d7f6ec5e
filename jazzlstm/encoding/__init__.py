"""Solos to events, and events to the arrays of the network: features, history, sequences."""
