"""The player's files hold together: all are loaded, and what one names is in another."""

from __future__ import annotations

import re

from jazzlstm.ui.player import FOLDER, SCRIPTS, STYLES, player_source

MARKUP = player_source("player.html")
IN_MARKUP = {name for names in re.findall(r'class="([^"]*)"', MARKUP) for name in names.split()}
ENGRAVED = {"harm", "note", "system"}
"""Classes that verovio gives to what it draws."""


def test_every_file_of_the_player_is_loaded() -> None:
    there = {path.name for path in FOLDER.iterdir()}
    assert there == {"player.html", *SCRIPTS, *STYLES}


def test_every_class_that_has_a_look_is_worn_by_something() -> None:
    styles = re.sub(r"/\*.*?\*/", "", player_source(*STYLES), flags=re.DOTALL)
    looks = set(re.findall(r"\.([a-z][\w-]*)", styles))
    put_on = {word for text in re.findall(r'"([^"\n]*)"', player_source(*SCRIPTS)) for word in text.split()}
    assert looks - IN_MARKUP - put_on - ENGRAVED == set()


def test_everything_the_scripts_look_for_is_in_the_markup() -> None:
    wanted = set(re.findall(r'(?:find|querySelector)\(\s*"\.([\w-]+)', player_source(*SCRIPTS)))
    assert len(wanted) > 30
    assert wanted - IN_MARKUP == set()


def test_every_colour_and_size_that_is_named_is_used() -> None:
    styles = player_source(*STYLES)
    named = set(re.findall(r"^\s*--([\w-]+):", styles, re.MULTILINE))
    used = set(re.findall(r"var\(--([\w-]+)", styles)) | set(
        re.findall(r'"([\w-]+)"', player_source(*SCRIPTS))
    )
    assert named - used == set()
