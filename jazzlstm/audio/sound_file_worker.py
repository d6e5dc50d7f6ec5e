"""The program of a process that makes one sound file.

request   {"chosen": ..., ...}, and the MIDI files   begins the work
          {}                                         does the next step
answer    {"share": 0.3}; {"done": true}; or {"error": reason}
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jazzlstm.audio.sound_file import SoundOrder, make_sound_file
from jazzlstm.errors import JazzError
from jazzlstm.workers.child import Channel
from jazzlstm.workers.messages import Message


class SoundFileProgram:
    """Does one step of the work for each request."""

    def __init__(self) -> None:
        self.steps: Iterator[float] = iter(())

    def answer(self, request: Message) -> Message:
        """The share of the work that is done, or the reason of a failure."""
        try:
            if request.values:
                self.steps = _begin(request)
            share = next(self.steps, None)
        except (JazzError, OSError, MemoryError) as error:
            return Message({"error": str(error) or "there is not enough memory"})
        return Message({"done": True} if share is None else {"share": share})


def _begin(request: Message) -> Iterator[float]:
    values, data, parts = request.values, bytes(request.data), []
    for length in values["lengths"]:
        parts.append(data[:length])
        data = data[length:]
    order = SoundOrder(
        tuple(parts),
        tuple(values["chosen"]),
        values["ending"],
        Path(values["soundfont"]),
        values["as_in_mix"],
        values["tags"],
    )
    return make_sound_file(order, Path(values["path"]))


if __name__ == "__main__":
    Channel().serve(SoundFileProgram().answer)
