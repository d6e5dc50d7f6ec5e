"""Composes the solos of the sample corpus by rules and random choices.

It uses no network and no recording, so its solos can be in the public domain. Its rules are those
of textbooks on bebop lines:

    harmony.py     the scale and the target notes of a chord
    figures.py     the notes between two targets: runs, arpeggios, enclosures
    rhythms.py     rhythms of half bars, and anticipations
    lines.py       a phrase that moves from target to target
    motifs.py      a phrase that repeats a motif over the changes
    players.py     six imaginary players and their preferences
    programme.py   player, tune, key, tempo and choruses of each piece
    solos.py       a whole solo: phrases, rests, dynamics, ending

Random choices use ``Generator.random()`` only, whose values are the same on all machines and in
all versions of NumPy.
"""
