"""The page "Play": controls beside the player.

    page.py             the whole page
    controls.py         the controls in their order
    widgets.py          one widget, made from the declaration of its setting
    changes.py          tune, own changes, key, tempo
    primer.py           an uploaded melody to begin with
    links.py            settings as parameters of a link
    history.py          solos of this visit, saved solos, locked notes
    history_entry.py    an entry of the history, in words
    rendering.py        settings to a solo that can be heard, with caches
    admission_queue.py  a few solos are made at a time
    packet.py           a solo as bytes for the player
    other_takes.py      the takes beside the one that plays
    parts.py            what each player plays, and the instruments
    routes.py           where the browser fetches script, instruments and other takes
    paths.py            the addresses of these routes
    sharing.py          link, QR code and code to embed
    downloads.py        files of a solo
    warm_up.py          what is made before the first visitor arrives

``page.py`` reads like the page: link, controls, solo, player, downloads.
"""
