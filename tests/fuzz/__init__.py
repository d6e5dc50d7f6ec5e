"""Fuzzing of every reader of uploaded files, links and requests with damaged and malicious ones.

python -m tests.fuzz [midi musicxml ...] [--minutes 10]
python -m tests.fuzz midi --number 1234        # one input again

seeds.py       small valid files
charts.py      charts in every notation, and their mutations
requests.py    requests of live sessions, their records, themes and links, and their mutations
mutations.py   small changes: bytes, MIDI messages, XML, database rows, JSON, zip members
targets.py     for each kind of file, its mutations and its reader
campaign.py    reads many inputs in a supervised child process and counts faults
"""
