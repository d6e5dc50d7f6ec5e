"""The longest suffix of a growing sequence that occurred before, found without searching the past.

A suffix automaton has a state for each set of substrings that end at the same places. A value costs
a constant number of operations on average, however long the sequence is.
Source: Blumer et al., The smallest automaton recognizing the subwords of a text (1985).
"""

from __future__ import annotations

from copy import copy

NOWHERE = -1
_ROOT = 0


class LongestMatch:
    """A suffix automaton that stores the last end of each of its substrings."""

    def __init__(self) -> None:
        self._length = [0]
        """Length of the longest substring of each state."""
        self._link = [NOWHERE]
        """The state of the longest suffix that also ends elsewhere."""
        self._next: list[dict[int, int]] = [{}]
        """The state after each value, by state. Copies share the dictionaries, so they are never changed."""
        self._end = [NOWHERE]
        """Where the substrings of each state ended last, before the newest value."""
        self._newest = _ROOT
        self._size = 0

    def copy(self) -> LongestMatch:
        """The same sequence, which grows by itself."""
        other = copy(self)
        other._length, other._link = self._length.copy(), self._link.copy()
        other._end, other._next = self._end.copy(), self._next.copy()
        return other

    def append(self, value: int, *, may_follow: bool = True) -> None:
        """Add a value. ``may_follow``: later matches may point to this place."""
        if may_follow:
            self._mark()
        self._extend(value)
        self._size += 1

    def find(self) -> tuple[int, int]:
        """The place after the longest earlier occurrence, the latest of equals, and its length.

        (-1, 0) if there is none.
        """
        state = self._link[self._newest]
        while state > _ROOT and self._end[state] == NOWHERE:
            state = self._link[state]
        return (self._end[state] + 1, self._length[state]) if state > _ROOT else (NOWHERE, 0)

    def _mark(self) -> None:
        """Note for every suffix that it ended at the newest value."""
        state, end, link, place = self._newest, self._end, self._link, self._size - 1
        while state > _ROOT:
            end[state] = place
            state = link[state]

    def _extend(self, value: int) -> None:
        new, state = self._add_state(self._length[self._newest] + 1), self._newest
        while state != NOWHERE and value not in self._next[state]:
            self._next[state] = {**self._next[state], value: new}
            state = self._link[state]
        self._link[new] = _ROOT if state == NOWHERE else self._suffix_state(state, value)
        self._newest = new

    def _suffix_state(self, state: int, value: int) -> int:
        """The state of the longest substring of ``state``, followed by ``value``; split off if need be."""
        target = self._next[state][value]
        if self._length[target] == self._length[state] + 1:
            return target
        clone = self._add_state(self._length[state] + 1)
        self._next[clone] = self._next[target]
        self._link[clone], self._end[clone] = self._link[target], self._end[target]
        self._link[target] = clone
        while state != NOWHERE and self._next[state].get(value) == target:
            self._next[state] = {**self._next[state], value: clone}
            state = self._link[state]
        return clone

    def _add_state(self, length: int) -> int:
        self._length.append(length)
        self._link.append(_ROOT)
        self._next.append({})
        self._end.append(NOWHERE)
        return len(self._length) - 1
