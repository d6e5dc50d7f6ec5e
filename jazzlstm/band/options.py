"""The options of the band: players, count-in, intro and ending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jazzlstm.errors import SettingsError
from jazzlstm.theory.instruments import INSTRUMENTS, find_instrument

if TYPE_CHECKING:
    from jazzlstm.theory.instruments import Instrument

DEFAULT_INSTRUMENT = "ts"
DEFAULT_COMPING = "piano"
COMPING_INSTRUMENTS = {"": 0, "piano": 0, "guitar": 26, "vibes": 11, "none": 0}
"""General MIDI program by name; "" is the default."""
MOST_COUNT_IN_BARS = 8
MOST_INTRO_BARS = 64


@dataclass(frozen=True, slots=True)
class BandOptions:
    """Players beside the soloist; count-in, intro and ending."""

    instrument: str = ""
    """The soloist's instrument, by short or full name; "" for the solo's own."""
    comping: str = "piano"
    """A key of ``COMPING_INSTRUMENTS``."""
    swing: float = 0.0
    """Position of the off-beat, 0.5 (straight) to 0.75; 0 takes it from feel and tempo."""
    bass: bool = True
    drums: bool = True
    count_in: int = 0
    """Bars of clicks."""
    intro: int = 0
    """Bars that the band plays alone, the last of the form."""
    ending: bool = True
    """True for one more chord on the beat after the last, held."""
    as_written: bool = False
    """True for straight beats and written lengths, as notation programs need them."""

    def check(self) -> None:
        """Check the values.

        Raises:
            SettingsError: an option is out of its range.
        """
        if self.comping not in COMPING_INSTRUMENTS:
            raise SettingsError(
                f"there is no comping instrument {self.comping!r}: "
                f"choose one of {', '.join(filter(None, COMPING_INSTRUMENTS))}",
                field="comping",
            )
        if not 0 <= self.count_in <= MOST_COUNT_IN_BARS:
            raise SettingsError(
                f"the count-in has {self.count_in} bars: choose from 0 to {MOST_COUNT_IN_BARS}",
                field="count_in",
            )
        if not 0 <= self.intro <= MOST_INTRO_BARS:
            raise SettingsError(
                f"the intro has {self.intro} bars: choose from 0 to {MOST_INTRO_BARS}", field="intro"
            )

    def soloist(self, instrument: str) -> Instrument:
        """The soloist's instrument: that of the options, or else that of the solo.

        Raises:
            UnknownNameError: there is no such instrument.
        """
        if self.instrument:
            return find_instrument(self.instrument)
        return INSTRUMENTS.get(instrument, INSTRUMENTS[DEFAULT_INSTRUMENT])
