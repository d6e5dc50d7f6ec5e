"""MIDI files: a solo with its chords read from any file, an arrangement written to one.

reader.py            read_midi: bytes to a solo
parsing.py           bytes to a parsed file, by mido
repair.py            damaged files mended for mido
score.py             the parsed file as players, metres, tempos and texts, in beats
notes.py             note-ons and note-offs to notes
channels.py          channels to players
xf_chords.py         chord events of Yamaha instruments
time_signatures.py   bars and pick-ups
delay.py             a constant delay of the line
quantising.py        played notes to the grid, swing removed
phrase_alignment.py  phrases off the beat
chord_detection.py   chords of the band
writer.py            write_midi: an arrangement to bytes
"""
