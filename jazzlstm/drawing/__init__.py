"""Pictures: the piano roll of a solo, its sheet music, the loss curve of a training.

Sheet music is verovio's. The others are drawn with matplotlib's figure objects and its Agg and SVG backends,
never through pyplot, whose list of open figures is shared by all threads: a
page draws for several listeners at once. The same music gives the same bytes.

    pianoroll.py   draw_piano_roll: notes over chord tones, with what the network saw behind them
    losscurve.py   draw_loss_curve: training and held-out loss by epoch
    score.py       engrave_score: a lead sheet as SVG, its notes to be found by name
    paper.py       print_score: the engraved pages as a PDF
    evaluation.py  distributions, originality, calibration and perplexity in the bar
    page.py        the rows and lines of a piano roll, in inches
    lettering.py   chord names, title, legend
    glow.py        probabilities on the grid
    systems.py     which bars stand on which line of the page
    canvas.py      the themes, and figures to PNG and SVG bytes

Importing this room costs nothing; its modules load matplotlib, or verovio.
"""
