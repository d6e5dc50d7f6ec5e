"""A composer of jazz solos by rule: what a player practises, put together by dice.

No network and no recording is behind it, so what it writes belongs to nobody.
It works the way a textbook says a bebop line works:

    harmony.py     what a chord offers: scales to run in, tones to aim for
    figures.py     ways from one note to the next target: runs, arpeggios, enclosures
    rhythms.py     half-bar rhythms, and where a line breathes
    lines.py       a phrase of running eighths, from target to target
    motifs.py      a phrase that states an idea and takes it through the changes
    players.py     six players with habits of their own
    programme.py   who plays what, in which key, how fast
    solos.py       a whole solo: phrases, dynamics, an ending

Everything is drawn with ``Generator.random()`` alone, whose doubles are the
same on every machine and have been in every NumPy.
"""
