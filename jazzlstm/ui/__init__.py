"""The page: thin over ``studio``, and the only room that knows Streamlit.

    playing.py       the page itself: controls to the left, the player to the right
    rehearsal.py     what a server does before its first visitor asks
    session.py       what a visit remembers: history, undo, solos kept
    widgets.py       what the widgets hold: defaults, and settings put into them
    knobs.py         a slider, a picker, each with a place for what is wrong with it
    changes.py       what to play over: tune or own changes, key, tempo
    melody.py        a melody brought along, for the solo to open with
    controls.py      all of these, in a musician's order
    address.py       settings in the address: whitelisted, range-checked, both ways
    concert.py       settings to what is heard and seen; what was played lately is kept
    line.py          who waits for music to be made, in the order they came
    packet.py        a performance as bytes for the player
    shelf.py         where the browser fetches the sound
    player.py        the player component; its HTML, CSS and JavaScript lie in player/
    downloads.py     files to take away, made when they are asked for
    lesson.py        the page "How it works"; pictures.py draws for it
    retrain.py       the page "Train your own": retrain_music.py, retrain_run.py, retrain_after.py
    belongings.py    what belongs to this visitor: a locker, and the networks in it
    looks.py         the page's style sheet

Music is improvised and arranged here in the page's process, with NumPy alone, and
played in ``audio``'s booths beside it: TensorFlow never loads.
"""
