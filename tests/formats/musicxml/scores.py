"""Small scores as programs write them, and what is read from them."""

from __future__ import annotations

from jazzlstm.formats.musicxml import read_musicxml
from jazzlstm.formats.result import ReadSolo

FOUR_FOUR = (
    "<attributes><divisions>2</divisions><key><fifths>{fifths}</fifths></key>"
    "<time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
)


def attributes(fifths: int = 0, extra: str = "") -> str:
    return FOUR_FOUR.format(fifths=fifths).replace("</attributes>", extra + "</attributes>")


def note(name: str, eighths: int, inside: str = "", before: str = "") -> str:
    """A note such as "C4" of so many eighths; "r" is a rest."""
    alter = f"<alter>{name.count('#') - name.count('b')}</alter>"
    what = (
        "<rest/>"
        if name == "r"
        else f"<pitch><step>{name[0]}</step>{alter}<octave>{name[-1]}</octave></pitch>"
    )
    return f"<note>{before}{what}<duration>{eighths}</duration>{inside}</note>"


def chord(root: str, kind: str, text: str | None = None, rest: str = "", offset: str = "") -> str:
    alter = f"<root-alter>{root.count('#') - root.count('b')}</root-alter>"
    shown = "" if text is None else f' text="{text}"'
    return (
        f"<harmony><root><root-step>{root[0]}</root-step>{alter}</root><kind{shown}>{kind}</kind>{rest}"
        f"{offset}</harmony>"
    )


def part(*measures: str, number: int = 1) -> str:
    bars = "".join(f'<measure number="{i}">{measure}</measure>' for i, measure in enumerate(measures, 1))
    return f'<part id="P{number}">{bars}</part>'


def score(*parts: str, names: tuple[str, ...] = ("Melody",), head: str = "") -> bytes:
    entries = "".join(
        f'<score-part id="P{i}"><part-name>{name}</part-name></score-part>' for i, name in enumerate(names, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
        '"-//Recordare//DTD MusicXML 3.1 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">'
        f'<score-partwise version="3.1">{head}<part-list>{entries}</part-list>'
        f"{''.join(parts)}</score-partwise>"
    ).encode()


def read(*measures: str, head: str = "") -> ReadSolo:
    return read_musicxml(score(part(*measures), head=head), "tune.xml")


def played(found: ReadSolo) -> list[tuple[float, float, int]]:
    return [(n.start, n.duration, n.pitch) for n in found.solo.notes]


def changes(found: ReadSolo) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in found.solo.chart.changes]


BAR = note("C4", 8)


def bars(*names: str) -> list[str]:
    """Bars of one whole note each."""
    return [note(name, 8) for name in names]


def order(found: ReadSolo) -> list[int]:
    return [n.pitch for n in found.solo.notes]


def tempo(mark: str, unit: str = "quarter", sound: str = "") -> str:
    return (
        f"<direction><direction-type><metronome><beat-unit>{unit}</beat-unit><per-minute>{mark}</per-minute>"
        f"</metronome></direction-type>{sound}</direction>"
    )


def direction(words: str = "", sound: str = "", sign: str = "") -> str:
    text = f"<words>{words}</words>" if words else ""
    return (
        f"<direction><direction-type>{text}{sign}</direction-type>"
        f"{f'<sound {sound}/>' if sound else ''}</direction>"
    )


def barline(kind: str, number: str = "", where: str = "right", repeat: str = "") -> str:
    ending = f'<ending number="{number}" type="{kind}"/>' if number else ""
    return f'<barline location="{where}">{ending}{f"<repeat {repeat}/>" if repeat else ""}</barline>'


FORWARD = barline("", where="left", repeat='direction="forward"')
