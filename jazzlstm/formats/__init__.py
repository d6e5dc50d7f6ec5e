"""Bytes to solos and back: MIDI, MusicXML, and the Weimar Jazz Database.

Each reader takes bytes, gives the types of ``jazzlstm.music``, and raises only
``MusicFileError``. The heavy libraries (pretty_midi, mido, music21, sqlite3) are imported
when a file of their kind is read.

corpus.py          files, folders, uploads and zip files to solos with reports
report.py          FileReport, Corpus
result.py          ReadSolo: a solo, and how it was read
file_kinds.py      the kind of a file, and its size limit
archives.py        zip files, unpacked in memory
melody_track.py    which track is the melody, and its top line
chord_markers.py   chord names and section letters among the texts of a MIDI file
solo_json.py       solos as JSON
wjazzd.py          the Weimar Jazz Database
midi/              MIDI files, both ways
musicxml/          MusicXML lead sheets, both ways
charts/            charts from files and links
"""
