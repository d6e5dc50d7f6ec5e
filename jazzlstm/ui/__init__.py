"""The page, and the only package that uses Streamlit.

    play/            the page "Play": controls, player, history, links, downloads
    train/           the page "Train your own"
    explain/         the page "How it works"
    player/          the player component in JavaScript; player.py and player_script.py mount it
    downloads/       the menu of sound files, in JavaScript
    document.py      the HTML document: preview of a link, style sheets
    memory.py        freed memory goes back to the system
    solo_length.py   bars or choruses in place of beats
    widget_state.py  what the widgets hold
    visitor.py       the visitor's session, and the networks in it
    style.py         the style sheets: page.css, controls.css, waiting.css, those of explain and train

Music is improvised and arranged in the page's process with NumPy. The synth workers of ``audio`` record it in
processes of their own, and ``jobs`` read uploads and train in others: TensorFlow never loads here.
"""
