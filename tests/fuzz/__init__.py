"""Damaged and malicious files, made by the thousand, for every reader of what strangers send.

python -m tests.fuzz [midi musicxml database zip model] [--minutes 10]
python -m tests.fuzz midi --number 1234        # one input again

seeds.py       small valid files
mutations.py   small changes: bytes, MIDI messages, XML, database rows, JSON, zip members
targets.py     for each kind of file, what is changed and what reads it
watch.py       each input read in a child process that is watched
"""
