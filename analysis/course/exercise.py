"""Exercises that check an answer and hint at what is wrong, without holding the answer.

A lesson's module has ``EXERCISES``, a mapping of key to `Exercise`. The notebook calls
`check`, which says what it finds and lets the notebook go on; in a run by nbgrader a wrong
answer raises `NotYet`, since there an error is what costs the points. ``unshift course check``
calls `verdict` instead, in a process of its own, and asks nothing of what the student ran.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from analysis.errors import UnshiftError, UsageError

__all__ = [
    "ATTEMPT",
    "STRICT",
    "Exercise",
    "NotYet",
    "Verdict",
    "check",
    "digest",
    "exercise",
    "matches",
    "number",
    "passed",
    "seed_of",
    "try_again",
    "untouched",
    "verdict",
]

UNTOUCHED = "Not answered yet."
#: Hashed together with an answer, so that a list of hashed words does not give it away.
SALT = "unshift course"
#: Key of the metadata of an output that says which attempt at which exercise it was.
ATTEMPT = "unshift"
#: Set to ``raise``, checks raise; nbgrader sets the others where it runs notebooks.
STRICT = "UNSHIFT_CHECKS"
NBGRADER = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")


@dataclass(frozen=True)
class Verdict:
    """What a check says of an answer.

    Attributes
    ----------
    passed : bool
    message : str
        What was right, or a hint; never the answer.
    key : str
        Of the exercise, once it is known.
    attempt : int
        The how many-th this session makes at it, from 1; 0 where nobody counts.
    """

    passed: bool
    message: str
    key: str = ""
    attempt: int = 0

    def __repr__(self) -> str:
        return self.message

    def _ipython_display_(self) -> None:
        """Show the message as an output of the cell, and not as its value.

        nbgrader takes the value of a cell of checks for a number of points. The output is saved
        with the notebook, and with it the number of the attempt.
        """
        from IPython.display import display

        about = {"exercise": self.key, "attempt": self.attempt, "passed": self.passed}
        display({"text/plain": self.message}, raw=True, metadata={ATTEMPT: about})


@dataclass(frozen=True)
class Exercise:
    """An exercise and how its answers are checked.

    Attributes
    ----------
    key : str
        Lesson and number, such as ``"3.2"``.
    verify : callable
        Takes the answers and returns a `Verdict`. It checks a property, computes the answer
        from the record by another route, or compares a `digest`.
    """

    key: str
    verify: Callable[..., Verdict]


class NotYet(AssertionError):
    """An answer that does not pass; its message is the hint."""

    def _render_traceback_(self) -> list[str]:
        """Show the hint alone: IPython asks for this instead of the traceback."""
        return [str(self)]


def check(key: str, *answers: Any) -> Verdict:
    """Check the answers to an exercise.

    Parameters
    ----------
    key : str
        Lesson and number, such as ``"3.2"``.
    *answers
        As the exercise names them.

    Returns
    -------
    Verdict
        The notebook shows its message: what was right, or a hint.

    Raises
    ------
    NotYet
        If the answer does not pass, in a run by nbgrader or where `STRICT` is set.
    UsageError
        If there is no such exercise.

    Examples
    --------
    >>> check("1.1", ...)
    1.1: Not answered yet.
    """
    found = verdict(key, *answers)
    found = replace(found, message=f"{key}: {found.message}")
    if not found.passed and (
        os.environ.get(STRICT) == "raise" or any(os.environ.get(n) for n in NBGRADER)
    ):
        raise NotYet(found.message)
    made = _attempts()
    if UNTOUCHED not in found.message:
        made[key] = made.get(key, 0) + 1
    return replace(found, attempt=made.get(key, 0))


@cache
def _attempts() -> dict[str, int]:
    """Return the count of attempts of this session, by exercise."""
    return {}


def verdict(key: str, *answers: Any) -> Verdict:
    """Say what a check finds, without counting, raising or showing.

    Parameters
    ----------
    key : str
    *answers

    Returns
    -------
    Verdict
        Not passed if an answer is missing (``...`` or None) or wrong; its message is a hint.

    Raises
    ------
    UsageError
        If there is no such exercise.

    Examples
    --------
    >>> verdict("1.2", 13 / 14).passed
    True
    """
    found = exercise(key)
    if not answers or any(untouched(a) for a in answers):
        made = try_again(UNTOUCHED)
    else:
        try:
            made = _counted(found, answers) or found.verify(*answers)
        except NotImplementedError:  # a function whose body is still to be written
            made = try_again(UNTOUCHED)
        except UnshiftError as error:
            made = try_again(f"The suite refuses this: {error}.")
        except Exception as error:
            # Whatever a student hands in must lead to a hint, not to a traceback of ours.
            what = " ".join(str(error).split())[:200]
            made = try_again(
                "This is not of the kind asked for; read again what type the answer has "
                f"({type(error).__name__}: {what})."
            )
    return replace(made, key=key)


def _counted(found: Exercise, answers: tuple[Any, ...]) -> Verdict | None:
    """Refuse a call with too few or too many answers, without naming functions of ours."""
    wanted = len(inspect.signature(found.verify).parameters)
    if len(answers) == wanted:
        return None
    return try_again(
        f"The check takes {wanted} answer{'s' * (wanted != 1)}, and {len(answers)} "
        f"{'was' if len(answers) == 1 else 'were'} given; call it as the cell that was handed "
        "out does."
    )


def exercise(key: str) -> Exercise:
    """Return an exercise by its key.

    Raises
    ------
    UsageError
        If there is none.
    """
    form = re.fullmatch(r"(\d+)\.(\d+)", key) if isinstance(key, str) else None
    module = f"analysis.course.lessons.lesson_{form[1]}" if form else ""
    if not module or importlib.util.find_spec(module) is None:
        raise UsageError(f"no exercise {key!r}", "check", "write lesson and number, such as '3.2'")
    exercises: dict[str, Exercise] = importlib.import_module(module).EXERCISES
    if key not in exercises:
        raise UsageError(f"no exercise {key!r}", "check", f"this lesson has {', '.join(exercises)}")
    return exercises[key]


def passed(message: str = "Right.") -> Verdict:
    """Make a verdict that passes."""
    return Verdict(True, message)


def try_again(hint: str) -> Verdict:
    """Make a verdict that does not pass."""
    return Verdict(False, hint)


def untouched(answer: Any) -> bool:
    """Say whether an answer is still the placeholder, or holds one.

    Examples
    --------
    >>> untouched(...), untouched(None), untouched({"a": ...}), untouched(0), untouched("")
    (True, True, True, False, False)
    """
    if answer is ... or answer is None:
        return True
    if isinstance(answer, dict):
        return any(untouched(a) for a in answer.values())
    return isinstance(answer, (list, tuple, set)) and any(untouched(a) for a in answer)


def digest(text: Any) -> str:
    """Hash a short answer, so that a check can know it without stating it.

    Case and spaces do not matter. Few answers are possible, so this hides the answer from a
    reader of the code and not from one who tries them all.

    Examples
    --------
    >>> digest(" Yes ") == digest("yes") != digest("no")
    True
    """
    plain = " ".join(str(text).split()).casefold()
    return hashlib.sha256(f"{SALT}: {plain}".encode()).hexdigest()[:16]


def seed_of(student: str) -> int:
    """Return the seed of a student's own exercises.

    Examples
    --------
    >>> seed_of("anna") == seed_of(" Anna ") != seed_of("ben")
    True
    """
    name = " ".join(student.split()).casefold()
    return int(hashlib.sha256(f"{SALT} seed: {name}".encode()).hexdigest()[:8], 16) % 1_000_000


def matches(answer: Any, hashed: str) -> bool:
    """Say whether an answer is the one that was hashed with `digest`."""
    return digest(answer) == hashed


def number(answer: Any) -> float:
    """Read an answer as a number.

    Raises
    ------
    TypeError
        If it is a text, a truth value, a table or anything else.

    Examples
    --------
    >>> import numpy as np
    >>> number(np.float64(0.5))
    0.5
    """
    wrong = TypeError(f"a number is asked for, and this is of type {type(answer).__name__}")
    if isinstance(answer, (bool, np.bool_, str, bytes)):
        raise wrong
    try:
        return float(answer)
    except (TypeError, ValueError):  # in words that do not speak of conversions
        raise wrong from None
