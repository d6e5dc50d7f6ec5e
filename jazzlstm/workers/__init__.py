"""Child processes of the program: one protocol to start, ask, time and stop them."""
