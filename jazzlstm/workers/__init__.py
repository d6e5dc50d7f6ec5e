"""Child processes of the program: start them, send requests with a time limit, stop them."""
