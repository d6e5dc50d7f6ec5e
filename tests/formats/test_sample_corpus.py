"""The corpus in ``data/``: written by its command, read back equal, with the traits of music."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from data.compose import SOLOS, main, midi_of
from data.composer.figures import figures_between
from data.composer.harmony import ChordScale
from data.composer.players import PLAYERS
from data.composer.programme import PROGRAMME, Piece
from data.composer.solos import compose
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.music import Solo
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.tunes import tune_chart

pytestmark = pytest.mark.slow


@cache
def by_seed(seed: int) -> Solo:
    return compose(PROGRAMME[seed - 1])


def composed(piece: Piece) -> Solo:
    return by_seed(piece.seed)


def all_solos() -> list[Solo]:
    return [composed(piece) for piece in PROGRAMME]


def test_composer_writes_the_files_of_the_repository_byte_for_byte() -> None:
    kept = {path.name: path.read_bytes() for path in SOLOS.iterdir()}
    made = {piece.file_name: midi_of(piece, composed(piece)) for piece in PROGRAMME}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_command_writes_the_numbers_of_the_programme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("data.compose.PROGRAMME", PROGRAMME[:1])
    main(["--out", str(tmp_path / "new")])
    (file,) = (tmp_path / "new").iterdir()
    assert file.read_bytes() == (SOLOS / file.name).read_bytes()
    assert capsys.readouterr().out.startswith("1 solos, ")


def test_corpus_has_at_least_24_files_under_2_mb() -> None:
    files = list(SOLOS.glob("*.mid"))
    assert len(files) >= 24
    assert sum(path.stat().st_size for path in files) < 2_000_000


@pytest.mark.parametrize("piece", PROGRAMME[::5], ids=lambda piece: piece.file_name)
def test_file_reads_back_as_the_composed_solo(piece: Piece) -> None:
    solo = composed(piece)
    found = read_midi(midi_of(piece, solo), piece.file_name).solo
    assert [note.pitch for note in found.notes] == [note.pitch for note in solo.notes]
    for state in ("start", "duration"):
        wanted = [getattr(note, state) for note in solo.notes]
        assert [getattr(note, state) for note in found.notes] == pytest.approx(wanted)
    assert found.tempo == pytest.approx(solo.tempo, rel=1e-3)
    for beat in range(int(solo.chart.beats * piece.choruses)):
        assert found.chart.chord_at(beat) == solo.chart.chord_at(beat)


def test_solos_stay_in_register_and_form() -> None:
    for piece, solo in zip(PROGRAMME, all_solos(), strict=True):
        assert piece.player.low <= min(note.pitch for note in solo.notes)
        # a turn reaches a step higher
        assert max(note.pitch for note in solo.notes) <= piece.player.high + 2
        assert solo.end <= solo.chart.beats * piece.choruses + 1e-9
        for note, following in zip(solo.notes, solo.notes[1:], strict=False):
            assert note.end <= following.start + 1e-9


def test_lines_aim_for_chord_tones_on_the_beat() -> None:
    on_beat, off_beat = Counter[bool](), Counter[bool]()
    for solo in all_solos():
        for note in solo.notes:
            is_tone = note.pitch % 12 in solo.chart.chord_at(note.start).tone_classes
            (on_beat if note.start % 2 < 1e-6 else off_beat)[is_tone] += 1
    assert on_beat[True] / on_beat.total() > 0.75
    assert 0.5 < off_beat[True] / off_beat.total() < 0.75


def test_phrases_have_rests() -> None:
    for piece, solo in zip(PROGRAMME, all_solos(), strict=True):
        rests = sum(1 for a, b in zip(solo.notes, solo.notes[1:], strict=False) if b.start - a.end >= 0.5)
        assert rests >= solo.chart.bars * piece.choruses / 8


def test_players_differ() -> None:
    density, triplets, lowest = {}, {}, {}
    for player in PLAYERS:
        mine = [n for n in PROGRAMME if n.player == player]
        notes = [note for piece in mine for note in composed(piece).notes]
        density[player.name] = len(notes) / sum(tune_chart(n.tune, n.key).bars * n.choruses for n in mine)
        triplets[player.name] = sum(1 for note in notes if abs(note.duration - 1 / 3) < 0.01) / len(notes)
        lowest[player.name] = min(note.pitch for note in notes)
    assert density["Iris"] > 1.5 * density["Otto"]
    assert triplets["Mabel"] > 1.5 * triplets["Otto"]
    assert lowest["Rufus"] < lowest["Otto"]


def test_solos_differ_and_each_number_is_reproducible() -> None:
    openings = {tuple(note.pitch for note in solo.notes[:12]) for solo in all_solos()}
    assert len(openings) == len(PROGRAMME)
    assert compose(PROGRAMME[0]) == composed(PROGRAMME[0])


def test_rhythms_come_back_over_new_chords() -> None:
    """Otto repeats the rhythm of a bar in the next bar more often than Iris."""

    def repeats(name: str) -> float:
        same = bars = 0
        for piece in PROGRAMME:
            if piece.player.name == name:
                solo, length = composed(piece), composed(piece).chart.metre.bar_beats
                shapes: dict[int, list[float]] = {}
                for note in solo.notes:
                    shapes.setdefault(int(note.start // length), []).append(round(note.start % length, 3))
                bars += len(shapes)
                sung = [bar for bar in shapes if 3 <= len(shapes[bar]) <= 6]  # running eighths do not count
                same += sum(1 for bar in sung if shapes[bar] == shapes.get(bar + 1))
        return same / bars

    assert repeats("Otto") > 1.5 * repeats("Iris")


C_MAJOR = ChordScale(parse_chord("Cmaj7"), parse_chord("Cmaj7").scale_classes)


def figures(start: int, target: int, notes: int) -> set[tuple[str, tuple[int, ...]]]:
    return set(figures_between(start, target, notes, C_MAJOR))


def test_run_fills_with_steps_and_a_chromatic_note_if_there_is_room() -> None:
    assert ("run", (62, 64, 65)) in figures(60, 67, 3)
    assert ("run", (71, 69, 68)) in figures(72, 67, 3)


def test_an_enclosure_surrounds_its_target() -> None:
    assert ("enclosure", (65, 63)) in figures(67, 64, 2)
    assert ("enclosure", (63, 65)) in figures(67, 64, 2)


def test_an_arpeggio_climbs_the_chord() -> None:
    assert ("arpeggio", (64, 67, 71)) in figures(60, 69, 3)


def test_figure_of_no_notes_is_a_leap() -> None:
    assert figures(60, 64, 0) == {("leap", ())}


def test_readme_counts_bars_and_notes() -> None:
    bars = sum(solo.chart.bars * piece.choruses for piece, solo in zip(PROGRAMME, all_solos(), strict=True))
    notes = sum(len(solo.notes) for solo in all_solos())
    assert f"{bars:,} bars, {notes:,} notes" in " ".join((SOLOS.parent / "README.md").read_text().split())
