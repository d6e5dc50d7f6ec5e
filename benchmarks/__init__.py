"""Measurements of speed and memory; ``python -m benchmarks`` writes ``docs/benchmarks.md``.

    generation, startup, sound, corpus, training, growth, load    in the report
    page, live, session_memory, fresh_clone                       the page, by hand
    band, articulation                                            the band against recordings
    ranking, player_style, first_seed, retraining                 the network

Each also runs alone: ``python benchmarks/NAME.py``. Times depend on the machine and its load,
so the variants compared run alternately in the same process, and a ratio is the median of the
ratios of the rounds.
"""
