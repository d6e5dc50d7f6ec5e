"""The programme: thirty-six pieces, six for each player, over preset tunes."""

from __future__ import annotations

from dataclasses import dataclass

from data.composer.players import PLAYERS, Player
from jazzlstm.theory.tunes import TUNES

IRIS, OTTO, RUFUS, MABEL, LENA, CYRIL = PLAYERS


@dataclass(frozen=True, slots=True)
class Piece:
    """A solo to compose: ``key`` "" and ``tempo`` 0 mean those of the tune."""

    seed: int
    player: Player
    tune: str
    key: str
    tempo: float
    choruses: int

    @property
    def file_name(self) -> str:
        key = (self.key or TUNES[self.tune].key).replace(" minor", "m").replace("#", "s")
        return f"{self.seed:02d}-{self.tune}-in-{key}-{self.player.name}.mid".lower()


def _programme(*rows: tuple[Player, str, str, float, int]) -> tuple[Piece, ...]:
    return tuple(Piece(seed, *row) for seed, row in enumerate(rows, 1))


PROGRAMME = _programme(
    # player, tune, key, tempo, choruses
    (IRIS, "jazz-blues", "", 184, 4),
    (IRIS, "rhythm-changes", "", 208, 2),
    (IRIS, "bebop-blues", "", 192, 4),
    (IRIS, "four-keys", "", 168, 2),
    (IRIS, "ii-V-I-keys", "", 150, 2),
    (IRIS, "falling-fifths", "E minor", 160, 2),
    (OTTO, "blues", "C", 126, 4),
    (OTTO, "ballad", "", 72, 2),
    (OTTO, "modal", "", 138, 2),
    (OTTO, "bossa", "", 132, 3),
    (OTTO, "minor-blues", "", 132, 4),
    (OTTO, "waltz", "", 144, 2),
    (RUFUS, "blues", "", 120, 4),
    (RUFUS, "jazz-blues", "G", 144, 4),
    (RUFUS, "rhythm-changes", "Ab", 176, 2),
    (RUFUS, "minor-blues", "F minor", 150, 4),
    (RUFUS, "minor-swing", "", 184, 2),
    (RUFUS, "backdoor", "Bb", 140, 4),
    (MABEL, "ii-V-I", "F", 152, 8),
    (MABEL, "rhythm-changes", "C", 196, 2),
    (MABEL, "turnaround", "G", 138, 8),
    (MABEL, "falling-fifths", "", 144, 2),
    (MABEL, "backdoor", "", 156, 4),
    (MABEL, "ballad", "Bb", 63, 2),
    (LENA, "modal", "E minor", 168, 2),
    (LENA, "bossa-major", "", 126, 3),
    (LENA, "major-thirds", "", 176, 3),
    (LENA, "funk", "", 104, 6),
    (LENA, "waltz", "F", 156, 2),
    (LENA, "minor-blues", "D minor", 144, 4),
    (CYRIL, "ii-V-I-minor", "", 138, 8),
    (CYRIL, "ii-V-I-short", "Eb", 120, 8),
    (CYRIL, "bebop-blues", "Bb", 164, 4),
    (CYRIL, "blues-waltz", "", 148, 4),
    (CYRIL, "bossa", "A minor", 138, 3),
    (CYRIL, "four-keys", "F", 176, 2),
)
