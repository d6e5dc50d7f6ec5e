"""The page "Play": controls beside the player.

    page.py                     the whole page

    controls.py                 the controls in their order
    widgets.py                  one widget, made from the declaration of its setting
    examples.py                 tunes to try first
    changes.py, length.py       tune, own chords, key, tempo; length in bars or choruses
    chart_box.py, own_charts.py the box for chords; charts that are typed, pasted or uploaded
    written_chords.py           chords typed in written pitch
    primer.py, theme.py         an uploaded melody to begin with, or to paraphrase: melody_field.py
    songbook.py                 My songbook
    links.py                    settings as parameters of a link

    history.py                  solos of this visit, saved solos, locked notes
    history_entry.py            an entry of the history, in words
    bar_editing.py, shaping.py  what a listener changes on the chart and on the piano roll

    rendering.py                settings to a solo that can be heard, with caches
    growth.py, rest.py          its first bars at once, the other bars when the player asks for them
    other_takes.py              the takes beside the one that plays
    admission_queue.py          a few solos are made at a time
    precedence.py               first bars go before the rest of other solos
    packet.py                   a solo as bytes for the player
    chart_rows.py, parts.py     its chart; what each player plays, and the instruments

    live.py, live_message.py    live sessions
    live_downloads.py           files of a live session
    mirror.py, mirror_request.py  what the musician played
    learning.py                 the same as a file to train on

    routes.py, paths.py         where the browser fetches script, instruments, bars and files
    downloads.py, sharing.py    files of a solo; link, QR code and code to embed
    sounds.py, sound_jobs.py    sound files
    warm_up.py                  what is made before the first visitor arrives

``page.py`` reads like the page: link, controls, solo, player, downloads.
"""
