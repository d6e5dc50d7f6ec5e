"""Piano rolls: colours, heat map, any solo, reproducible bytes."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from jazzlstm.drawing.canvas import THEMES
from jazzlstm.drawing.heat_map import heat_map_of
from jazzlstm.drawing.labels import chord_label
from jazzlstm.drawing.pianoroll import draw_piano_roll
from jazzlstm.drawing.tones import tone_of
from jazzlstm.errors import RenderError
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo, Take
from jazzlstm.theory.chords import parse_chord

TWO_FIVE = Chart(
    (Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7")), Change(8.0, parse_chord("Cmaj7"))),
    16.0,
    title="Two Five",
)
LINE = tuple(Note(beat / 2, 0.5, pitch) for beat, pitch in enumerate([62, 65, 69, 72, 71, 67, 65, 61]))
SOLO = Solo(LINE, TWO_FIVE, 160)


def pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def has_colour(png: bytes, colour: str) -> bool:
    wanted = np.rint(np.array(to_rgb(colour)) * 255)
    return bool((np.abs(pixels(png).astype(int) - wanted).max(axis=2) == 0).any())


def take_over(solo: Solo, likely: int = 3, chance: float = 0.9) -> Take:
    """A take whose network gave one interval the probability ``chance`` at each step."""
    steps = len(solo.notes)
    probabilities = np.full((steps, 50), (1 - chance) / 49)
    probabilities[:, 24 + likely] = chance
    return Take(
        solo,
        7,
        onsets=np.array([note.start for note in solo.notes]),
        references=np.array([note.pitch for note in solo.notes], dtype=np.int64),
        pitch_values=np.full(steps, 24, np.int64),
        length_values=np.full(steps, 5, np.int64),
        pitch_probabilities=probabilities,
        length_probabilities=np.full((steps, 31), 1 / 31),
        weighed_pitches=probabilities.astype(np.float32),
        weighed_lengths=np.full((steps, 31), 1 / 31, np.float32),
    )


def test_the_tone_of_a_note_depends_on_the_chord_under_it() -> None:
    dominant = parse_chord("G7")
    assert tone_of(Note(0, 1, 65), dominant) == "chord_tone"
    assert tone_of(Note(0, 1, 64), dominant) == "scale_tone"
    assert tone_of(Note(0, 1, 66), dominant) == "outside"
    assert tone_of(Note(0, 1, 66), NO_CHORD) == "no_chord"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_kind_of_note_has_its_colour(theme: str) -> None:
    colours = THEMES[theme]
    chart = Chart((Change(0.0, parse_chord("C7")), Change(4.0, NO_CHORD)), 8.0)
    kinds = {64: colours.chord_tone, 62: colours.scale_tone, 61: colours.outside}
    for pitch, colour in kinds.items():
        png = draw_piano_roll(Solo((Note(0, 2, pitch),), chart), theme=theme)  # type: ignore[arg-type]
        roll = pixels(png)[: int(len(pixels(png)) * 0.8)]  # without the legend
        wanted = np.rint(np.array(to_rgb(colour)) * 255)
        assert (np.abs(roll - wanted).max(axis=2) == 0).sum() > 500
    assert not has_colour(draw_piano_roll(Solo((Note(0, 2, 64),), chart)), THEMES["light"].no_chord)
    assert has_colour(draw_piano_roll(Solo((Note(4, 2, 64),), chart)), THEMES["light"].no_chord)


@pytest.mark.parametrize("picture", ["png", "svg"])
def test_the_same_take_gives_the_same_bytes(picture: str) -> None:
    first, second = (draw_piano_roll(take_over(SOLO), format=picture) for _ in range(2))  # type: ignore[arg-type]
    assert first == second


def test_drawing_in_many_threads_gives_the_same_picture() -> None:
    alone = draw_piano_roll(SOLO)
    with ThreadPoolExecutor(4) as pool:
        assert all(picture == alone for picture in pool.map(lambda _: draw_piano_roll(SOLO), range(8)))


def test_a_png_has_its_width_and_an_svg_neither_date_nor_version() -> None:
    assert pixels(draw_piano_roll(SOLO)).shape[1] == 1760
    svg = draw_piano_roll(SOLO, format="svg").decode()
    assert svg.rstrip().endswith("</svg>")
    assert not re.search(r"<dc:date>|Matplotlib v", svg)


def test_the_heat_map_has_the_probability_of_each_pitch() -> None:
    heat_map = heat_map_of(take_over(SOLO, likely=3, chance=0.9))
    assert heat_map is not None
    for note in SOLO.notes:
        tick = int(note.start * 12)
        assert heat_map.pitches[tick].argmax() == note.pitch + 3
        assert heat_map.pitches[tick].max() == pytest.approx(0.9)
        assert heat_map.pitches[tick].sum() + heat_map.rests[tick] == pytest.approx(1.0, abs=1e-5)


def test_the_heat_map_is_zero_before_and_after_the_take() -> None:
    heat_map = heat_map_of(take_over(SOLO))
    assert heat_map is not None
    around = heat_map.between(-4, 8)
    assert len(around.rests) == 144
    assert around.pitches[:48].sum() == 0
    assert around.pitches[48] == pytest.approx(heat_map.pitches[0])
    assert around.pitches[-48:].sum() == 0


def test_a_take_without_heat_is_drawn_as_its_solo() -> None:
    take = take_over(SOLO)
    assert draw_piano_roll(take, heat=False) == draw_piano_roll(SOLO)
    assert draw_piano_roll(take) != draw_piano_roll(SOLO)


def test_a_solo_without_notes_shows_its_chart() -> None:
    empty = Solo((), TWO_FIVE)
    assert pixels(draw_piano_roll(empty)).shape[0] > 200
    assert draw_piano_roll(empty) != draw_piano_roll(Solo((), Chart(TWO_FIVE.changes[:1], 16.0)))


def test_a_take_without_notes_has_no_heat_map() -> None:
    assert heat_map_of(take_over(Solo((), TWO_FIVE))) is None
    assert draw_piano_roll(take_over(Solo((), TWO_FIVE))) == draw_piano_roll(Solo((), TWO_FIVE))


@pytest.mark.slow
def test_a_picture_of_ten_thousand_notes_has_a_bounded_size() -> None:
    notes = tuple(Note(beat / 2, 0.5, 50 + beat * 7 % 30) for beat in range(10_000))
    height, width, _ = pixels(draw_piano_roll(Solo(notes, TWO_FIVE))).shape
    assert width == 1760
    assert height < 15_000


def test_a_pick_up_and_all_midi_pitches_can_be_drawn() -> None:
    notes = (Note(-0.5, 0.5, 0), Note(0, 1, 127), Note(31.75, 2, 60))
    assert draw_piano_roll(Solo(notes, TWO_FIVE))
    assert draw_piano_roll(take_over(Solo(notes, TWO_FIVE)))


def test_a_title_is_text_and_not_markup() -> None:
    for title in ("$\\frac{1}{0$", "<b>&", "夜来香", "two\nlines", ""):
        assert b"</svg>" in draw_piano_roll(SOLO, format="svg", title=title)


def test_chord_labels_have_flat_and_sharp_signs() -> None:
    assert chord_label(parse_chord("Bbm7b5")) == "B♭m7♭5"
    assert chord_label(parse_chord("F#7")) == "F♯7"
    assert chord_label(NO_CHORD) == "N.C."


def test_an_unknown_format_or_theme_is_refused() -> None:
    with pytest.raises(RenderError) as unknown_format:
        draw_piano_roll(SOLO, format="gif")  # type: ignore[arg-type]
    assert unknown_format.value.code == "unknown_format"
    with pytest.raises(RenderError) as unknown_theme:
        draw_piano_roll(SOLO, theme="sepia")  # type: ignore[arg-type]
    assert unknown_theme.value.code == "unknown_theme"
