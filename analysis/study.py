"""The study's parameters: read from one file, checked before anything runs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import UsageError
from analysis.paths import ROOT
from analysis.plain_yaml import read_yaml

__all__ = [
    "WINDOWS",
    "Study",
    "load_study",
    "parameter",
    "parameters_cell",
    "taken_up",
    "years_from",
]

#: Days that a study may name; the record begins in 1946.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
RECORDS = ("auto", "history", "embedded")
#: The windows of a study, the latest first: after the event, the one before it, the one before
#: that.
WINDOWS = ("after", "before", "earlier")


#: How the cell begins that papermill puts after the one tagged ``parameters``.
INJECTED = "# Parameters"

#: Returns a value as the study keeps it, or raises a UsageError.
Check = Callable[[str, Any], Any]


def parameter(default: Any, check: Check) -> Any:
    """Declare a parameter of the study: this line is the one place that a new one needs.

    The cells of notebooks, what they take up, the columns of a table of studies and the
    checks follow from it.

    Parameters
    ----------
    default : object
    check : callable
        Takes the name and a value, which may come from YAML and be of any type.
    """
    return field(default=default, metadata={"check": check})


def _state(name: str, value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{3}", value):
        return value.upper()
    todo = "give an ISO3 code, such as USA, or the name of a state"
    if isinstance(value, str) and len(value) > 3:
        from analysis.record.states import code_of_name, nearest_states  # codes need no names

        if (code := code_of_name(value)) is not None:
            return code
        if near := nearest_states(value):
            todo = f"did you mean {' or '.join(near)}? {todo}"
    raise UsageError(f"{name} is {value!r}", "study", todo)


def _alliances(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(a, str) for a in value):
        raise UsageError(f"{name} is {value!r}", "study", "give a list of alliances")
    return tuple(value)


def _issue(name: str, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\S+", value):
        raise UsageError(f"{name} is {value!r}", "study", "give an issue code")
    return value


def _one_of(*known: str) -> Check:
    def check(name: str, value: Any) -> Any:
        if value not in known:
            raise UsageError(f"{name} is {value!r}", "study", f"use {', '.join(known)}")
        return value

    return check


def _day(name: str, value: Any) -> date:
    day = value
    if isinstance(value, str):
        with suppress(ValueError):
            day = date.fromisoformat(value)
    # YAML reads a day with an hour as a moment, which does not compare with days.
    if isinstance(value, datetime) and value == value:  # NaT is not equal to itself
        day = value.date()
    if not isinstance(day, date) or isinstance(day, datetime):
        raise UsageError(f"{name} is {value!r}", "study", "give a date, such as 2025-01-20")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UsageError(f"{name} is {day}", "study", f"give a day from {FIRST_DAY} to {LAST_DAY}")
    return day


def _maybe_day(name: str, value: Any) -> date | None:
    return None if value is None or value == "" else _day(name, value)


def _names(name: str, value: Any) -> tuple[str, ...]:
    right = isinstance(value, (list, tuple)) and all(isinstance(n, str) for n in value)
    if not right or len(value) > len(WINDOWS):
        raise UsageError(
            f"{name} is {value!r}", "study", f"give a list of names: {', '.join(WINDOWS)}"
        )
    return tuple(value)


def _within(low: float, high: float, types: tuple[type, ...], what: str = "number") -> Check:
    def check(name: str, value: Any) -> Any:
        right = isinstance(value, types) and not isinstance(value, bool)
        if not (right and low <= value <= high):
            raise UsageError(f"{name} is {value!r}", "study", f"give a {what} from {low} to {high}")
        return value

    return check


@dataclass(frozen=True)
class Study:
    """What is studied, against what, when, and how.

    Attributes
    ----------
    country, rival, friend : str
        ISO3 codes; names of states are read as such.
    allies : tuple of str
        Names of alliances.
    event, before : date
        First day of "after" and of "before".
    until : date
        Last day of "after"; it may lie beyond the record.
    earlier : date or None
        First day of the second baseline, which ends the day before ``before``; None lets it
        follow from the others (`analysis.shift.baselines`).
    window_names : tuple of str
        Names of the windows, the latest first, such as ``("Trump II", "Biden", "Trump I")``; one
        that is empty or not given follows from the others.
    issue : str
        Issue code of the issue shift.
    record : {"auto", "history", "embedded"}
    level : float
        Coverage of intervals, between 0.5 and 1.
    draws : int
        Bootstrap and permutation draws.
    seed : int

    Raises
    ------
    UsageError
        If a value has the wrong type or cannot be.

    Examples
    --------
    >>> Study(event="2025-02-24").event
    datetime.date(2025, 2, 24)
    """

    country: str = parameter("USA", _state)
    rival: str = parameter("RUS", _state)
    allies: tuple[str, ...] = parameter(("NATO", "EU", "G7", "FIVE_EYES"), _alliances)
    friend: str = parameter("ISR", _state)
    event: date = parameter(date(2025, 1, 20), _day)
    before: date = parameter(date(2021, 1, 20), _day)
    until: date = parameter(date(2029, 1, 19), _day)
    earlier: date | None = parameter(None, _maybe_day)
    window_names: tuple[str, ...] = parameter((), _names)
    issue: str = parameter("ukraine", _issue)
    record: str = parameter("auto", _one_of(*RECORDS))
    level: float = parameter(0.90, _within(0.5, 0.999, (int, float)))
    draws: int = parameter(1000, _within(20, 1_000_000, (int,), "whole number"))
    seed: int = parameter(20250224, _within(0, 2**63 - 1, (int,), "whole number"))

    def __post_init__(self) -> None:
        """Check every value by itself, then those that must go together."""
        for f in fields(self):
            object.__setattr__(self, f.name, f.metadata["check"](f.name, getattr(self, f.name)))
        if self.country == self.rival:
            raise UsageError(
                f"country and rival are both {self.country}", "study", "choose another of them"
            )
        if self.before >= self.event:
            raise UsageError(
                f"before ({self.before}) is not earlier than event ({self.event})",
                "study",
                "set --before to the first day of the comparison",
            )
        if self.until < self.event:
            raise UsageError(
                f"until ({self.until}) is earlier than event ({self.event})",
                "study",
                "set --until to the last day of the time after",
            )
        if self.earlier is not None and self.earlier >= self.before:
            raise UsageError(
                f"earlier ({self.earlier}) is not earlier than before ({self.before})",
                "study",
                "set earlier to the first day of the window before the window before",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters as plain values, as notebooks and JSON take them.

        A day that is not given is an empty text, which a study takes as such.
        """
        out: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            value = "" if value is None else value
            if isinstance(value, date):
                value = value.isoformat()
            out[f.name] = list(value) if isinstance(value, tuple) else value
        return out

    def changed(self, **values: Any) -> Study:
        """Return the study with some parameters changed; None leaves a parameter as it is."""
        given = {k: v for k, v in values.items() if v is not None}
        _check_names(given, "flags", type(self))
        return replace(self, **given)


def load_study(path: Path | None = None) -> Study:
    """Read the parameters of a study.

    Parameters
    ----------
    path : Path, optional
        A YAML file; default is ``study.yml`` of the checkout.

    Raises
    ------
    UsageError
        If the file is missing or not YAML, or a name or value in it is wrong.
    """
    path = ROOT / "study.yml" if path is None else Path(path)
    try:
        values = read_yaml(path)
    except OSError as error:
        raise UsageError(
            f"no study: {error.strerror}", path.name, "name a file such as study.yml"
        ) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: 2025-02-30, or not UTF-8
        raise UsageError("the study is not YAML", path.name, str(error)) from None
    if not isinstance(values, Mapping):
        raise UsageError(
            "the study is not a list of names and values", path.name, "write name: value lines"
        )
    _check_names(values, path.name)
    return Study(**values)


def taken_up(names: Mapping[str, Any], kind: type[Study] = Study) -> Study:
    r"""Make the study of a notebook from the names that stand in it.

    Parameters
    ----------
    names : mapping
        Such as ``globals()``: what is no parameter of a study is passed over. A parameter that
        the notebook does not set takes its default; where that cannot stand beside what is
        set, windows reach four years to either side of the event, and the rival and the friend
        are other states. Of a notebook run by ``papermill -p country HUN -p event 2010-05-29``
        only what was given so counts as set, beside what its own cell sets otherwise than by
        default; all else follows, as it does for the flags of ``unshift report``.
    kind : type of Study

    Raises
    ------
    UsageError
        If a value has the wrong type or cannot be.

    Examples
    --------
    >>> study = taken_up({"country": "RUS", "event": "2003-03-20", "colour": "red"})
    >>> study.rival, str(study.before), str(study.until)
    ('USA', '1999-03-20', '2007-03-19')
    >>> ran = ["", "before = '2021-01-20'", "# Parameters\nevent = '2010-05-29'"]
    >>> str(taken_up({"event": "2010-05-29", "before": "2021-01-20", "In": ran}).before)
    '2006-05-29'
    """
    given = {f.name: names[f.name] for f in fields(kind) if f.name in names}
    by_hand = _injected(names.get("In", ()))
    if by_hand is not None:
        plain = kind().to_dict()
        given = {k: v for k, v in given.items() if k in by_hand or v != plain[k]}
    event = given.get("event")
    if isinstance(event, str):
        windows = {"before": years_from(event, -4), "until": years_from(event, 4, less=1)}
        given = {k: v for k, v in windows.items() if v is not None} | given
    country = str(given.get("country")).upper()
    if "rival" not in given and country == kind.rival:
        given["rival"] = kind.country
    if "friend" not in given and country == kind.friend:
        given["friend"] = kind.country
    return kind(**given)


def _injected(cells: Sequence[str]) -> set[str] | None:
    """Return the names that papermill's cell of parameters sets; None if there is no such cell."""
    for cell in reversed(cells):
        if cell.lstrip().startswith(INJECTED):
            lines = ast.parse(cell).body
            targets = [t for line in lines if isinstance(line, ast.Assign) for t in line.targets]
            return {t.id for t in targets if isinstance(t, ast.Name)}
    return None


def parameters_cell(names: Sequence[str], kind: type[Study] = Study) -> str:
    """Write the cell of a notebook that sets some parameters to their defaults.

    Examples
    --------
    >>> print(parameters_cell(["event", "level"]))
    event = "2025-01-20"
    level = 0.9
    """
    values = kind().to_dict()
    return "\n".join(f"{name} = {json.dumps(values[name])}" for name in values if name in names)


def years_from(event: str, years: int, less: int = 0) -> str | None:
    """Return the day some years from another, less some days; None if `event` is no date.

    Examples
    --------
    >>> years_from("2023-12-10", -4), years_from("2023-12-10", 4, less=1), years_from("now-ish", 1)
    ('2019-12-10', '2027-12-09', None)
    >>> years_from("1904-02-29", -4)
    '1900-02-28'
    """
    try:
        given = date.fromisoformat(event)
        there = given.replace(year=given.year + years, day=min(given.day, 28))
        with suppress(ValueError):  # 29 February of a year that has none
            there = given.replace(year=given.year + years)
        return (there - timedelta(days=less)).isoformat()
    except (ValueError, OverflowError):  # what is wrong with it, the study will say
        return None


def _check_names(values: Mapping[str, Any], where: str, kind: type[Study] = Study) -> None:
    known = [f.name for f in fields(kind)]
    for name in values:
        if name not in known:
            raise UsageError(f"unknown parameter {name!r}", where, f"known: {', '.join(known)}")
