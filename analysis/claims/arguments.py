"""What the arguments of a claim are: each kind knows its check and how it stands in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.record.codes import Vote
from analysis.record.states import in_sentence, is_state
from analysis.words import day_in_words, list_of, upper_first

__all__ = ["KINDS", "Committee", "Day", "Groups", "Number", "State", "States", "Text", "Texts"]

#: Not yes and no, which YAML reads as true and false.
_VOTES = {"in favour": Vote.YES, "against": Vote.NO, "abstained": Vote.ABSTAIN}
_WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True)
class Text:
    """A text that was voted on, by its symbol.

    Attributes
    ----------
    symbol : str
    month : str
        When it was adopted, such as "March 2022"; empty where no sentence says it.

    Examples
    --------
    >>> Text("A/RES/ES-11/7").number, Text("S/RES/2774(2025)").number
    ('ES-11/7', '2774')
    """

    symbol: str
    month: str = ""

    @property
    def number(self) -> str:
        """The symbol without body and year."""
        return re.sub(r"^[AS]/RES/|\(\d{4}\)$", "", self.symbol)

    def __format__(self, spec: str) -> str:
        """Write the number."""
        return format(self.number, spec)


class Texts(tuple[Text, ...]):
    """Several texts; written by their months."""

    def __format__(self, spec: str) -> str:
        """Write the months as a list."""
        return format(list_of([text.month for text in self]), spec)


class State(str):
    """The code of a state; written by its name."""

    def __format__(self, spec: str) -> str:
        """Write the name as within a sentence."""
        return format(in_sentence(str(self)), spec)

    @property
    def first(self) -> str:
        """The name at the beginning of a sentence."""
        name = in_sentence(str(self))
        return upper_first(name)

    @property
    def key(self) -> str:
        """The name as a key of numbers.

        Examples
        --------
        >>> State("USA").key
        'united_states'
        """
        return in_sentence(str(self)).removeprefix("the ").lower().replace(" ", "_")


class States(tuple[State, ...]):
    """Several states; written as a list, or with the spec "," as the beginning of one.

    Examples
    --------
    >>> f"{States((State('RUS'), State('USA')))}, {States((State('RUS'), State('USA'))):,}"
    'Russia and the United States, Russia, the United States'
    """

    def __format__(self, spec: str) -> str:
        """Write the names."""
        names = [f"{state}" for state in self]
        return ", ".join(names) if spec == "," else format(list_of(names), spec)


class Committee(str):
    """The committee from which texts came to the Assembly, such as "Third Committee"."""


class Number(int):
    """A whole number; with the spec "w" it is written in words, up to ten.

    Examples
    --------
    >>> f"{Number(10)}, {Number(10):w}, {Number(0):w}"
    '10, ten, none'
    """

    def __format__(self, spec: str) -> str:
        """Write the number."""
        if spec == "w" and self < len(_WORDS):
            return _WORDS[self]
        return format(int(self), "," if spec == "w" else spec)


class Groups(dict[str, States]):
    """Alliances, each with the states of it that a claim names."""


class Day(date):
    """A day; written in words, or as the spec says.

    Examples
    --------
    >>> day = Day(2025, 2, 24)
    >>> f"{day}, {day:%Y}"
    '24 February 2025, 2025'
    """

    def __format__(self, spec: str) -> str:
        """Write the day."""
        return self.strftime(spec) if spec else day_in_words(self)


def _number(value: Any) -> Number:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a whole number, zero or more")
    return Number(value)


def _vote(value: Any) -> Vote:
    if value not in _VOTES:
        raise ValueError(f"one of {', '.join(_VOTES)}")
    return _VOTES[value]


def _state(value: Any) -> State:
    if not isinstance(value, str) or not is_state(value):
        raise ValueError("the three letters of a state")
    return State(value)


def _states(value: Any) -> States:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise ValueError("a list of states")
    return States(_state(v) for v in value)


def _groups(value: Any) -> Groups:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("states by alliance")
    return Groups({str(name): _states(states) for name, states in value.items()})


def _committee(value: Any) -> Committee:
    if not isinstance(value, str) or not value.endswith("Committee"):
        raise ValueError("a committee such as Third Committee")
    return Committee(value)


def _day(value: Any) -> Day:
    if not isinstance(value, date):
        raise ValueError("a day such as 2025-02-24")
    return Day(value.year, value.month, value.day)


def _sentence(value: Any) -> str:
    if not isinstance(value, str) or not value.endswith("."):
        raise ValueError("a sentence with its full stop")
    return value


#: How a value of YAML becomes an argument of that type. A ValueError says what is wanted.
KINDS: dict[str, Callable[[Any], Any]] = {
    "int": _number,
    "Vote": _vote,
    "State": _state,
    "States": _states,
    "Groups": _groups,
    "Day": _day,
    "Committee": _committee,
    "str": _sentence,
}
