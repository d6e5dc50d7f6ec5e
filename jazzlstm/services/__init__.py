"""What the command line and the page both call: play, export, train, evaluate."""
