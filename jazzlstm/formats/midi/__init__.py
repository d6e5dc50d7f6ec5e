"""MIDI files: a solo with its chords read from any file, an arrangement written to one."""
