"""Checks of lesson 1, the record."""

from __future__ import annotations

from analysis.course.exercise import Exercise, Verdict, number, passed, try_again

__all__ = ["EXERCISES"]


def _placeholder(answer: object) -> Verdict:
    return passed() if number(answer) == 23 else try_again("Count again.")


EXERCISES: dict[str, Exercise] = {"1.1": Exercise("1.1", _placeholder)}
