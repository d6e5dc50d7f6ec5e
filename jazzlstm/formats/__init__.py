"""Bytes to solos and back: MIDI, MusicXML, and the Weimar Jazz Database.

Each reader takes bytes and gives the nouns of ``jazzlstm.music``; none of them
raises anything but ``MusicFileError``. The heavy libraries behind them
(pretty_midi, music21, sqlite3) are imported only when a file of their kind turns
up, so naming this package costs nothing.

    reading.py         ReadSolo: a solo, and how it was found
    midi.py            read_midi: MIDI bytes to a solo
    midi_writer.py     write_midi: an arrangement to MIDI bytes
    midi_score.py      the events of a MIDI file, counted in beats
    melody.py          which track is the solo
    quantising.py      played notes to the grid, swing taken out
    drifting.py        phrases that lost the beat, moved back onto it
    metres.py          bars and pick-ups
    chord_words.py     chord names written into a MIDI file
    accompaniment.py   chord names from what the band plays
    archives.py        zip files, unpacked in memory
    musicxml.py        lead sheets, both ways
    wjazzd.py          the Weimar Jazz Database
    solo_json.py       solos as they lie in a locker
"""
