"""Pictures: piano roll, sheet music, loss curve, evaluation.

    pianoroll.py    draw_piano_roll: a solo over its chords
    roll_layout.py  rows and systems of a piano roll, in inches
    systems.py      bars of each system
    labels.py       chord symbols, title, legend
    heat_map.py     the network's probabilities behind the notes
    score.py        engrave_score: a lead sheet as SVG
    heading.py      title, part, tempo and style of sheet music
    line_breaks.py  the systems of sheet music
    pdf.py          engrave_pdf: a lead sheet as PDF
    small_roll.py   draw_glance, draw_system: small piano rolls as HTML for the page
    tones.py        the relation of a note to its chord
    losscurve.py    draw_loss_curve: training and validation loss by epoch
    evaluation.py   distributions, originality, calibration, perplexity in the bar
    preview.py      draw_preview: title and first bars, the picture of a link
    canvas.py       themes; figures to PNG and SVG bytes

Sheet music is engraved by verovio. The previews of links are drawn with
Pillow, small rolls with nothing, the rest with matplotlib's figure
objects, without pyplot, whose list of open figures is shared by all threads. The
same music gives the same bytes. Importing this package loads neither library.
"""
