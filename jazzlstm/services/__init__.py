"""The functions that the command line and the page both call: play, export, charts, train, evaluate."""
