"""Sentences on what is counted: each is made from fields, on both sides of each condition."""

from __future__ import annotations

import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.prose.counted import (
    LEAST_TEXTS,
    bound_sentence,
    by_name,
    consensus_sentence,
    links_sentence,
    newly_called_sentence,
    sponsor_sentence,
)

from ..helpers import raises


def level(name: str, share: float, count: int, n: int = 10, **details: object) -> Estimate:
    return Estimate(name, "", share, n=n, details={"count": count, "window_name": "", **details})


def test_what_is_not_known_is_said():
    assert "not known" in newly_called_sentence({})
    e = level("sponsors.sponsored.after", 0.1, 1, complete=False, recorded_from="2019-10-15")
    assert "recorded from 15 October 2019" in sponsor_sentence(by_name([e]), "France")
    with raises(UsageError, "links_sentence"):
        links_sentence({}, "France")


def test_without_names_windows_are_told_by_their_place():
    found = by_name(
        level(f"sponsors.sponsored.{key}", 0.1, 2, LEAST_TEXTS, complete=True, window=key)
        for key in ("after", "before", "earlier")
    )
    said = sponsor_sentence(found, "France")
    assert "2 of 20 (10%) in the window before the event" in said
    assert said.endswith("in the window before that.")


def test_a_share_of_a_handful_of_earlier_texts_is_not_told():
    found = by_name(
        level(f"sponsors.sponsored.{key}", 0.1, 2, n, complete=True, window=key)
        for key, n in (("after", 19), ("before", LEAST_TEXTS), ("earlier", LEAST_TEXTS - 1))
    )
    said = sponsor_sentence(found, "France")
    assert "after the event" in said
    assert "before the event" in said
    assert "before that" not in said


def test_no_text_is_linked():
    details = {"voted_both_times": 0, "changed": 0, "baseline_name": "", "baseline": "before"}
    e = Estimate("recurring.links.before", "", 0.0, details=details)
    said = links_sentence(by_name([e]), "France")
    assert said.startswith("France voted on no text both in the window before the event")


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.05, "more with its allies than with Russia, by 5 points"),
        (-0.24, "more with Russia than with its allies, by 24 points"),
        (0.01, "by 1 point of"),
        (0.004, "as much with its allies as with Russia"),
    ],
)
def test_a_gap_is_told_by_whom_it_leans_to(gap, words):
    found = by_name(
        Estimate(f"bound.{name}.after", "", value, details={"window": "after"})
        for name, value in (("gap", gap), ("bound", 0.3))
    )
    assert words in bound_sentence(found, "its allies", "Russia")


@pytest.mark.parametrize(
    ("value", "known", "words"),
    [(0.001, "counted", "it did not move"), (0.2, "bounded", "as far as their number is known")],
)
def test_consensus(value, known, words):
    details = {"votes_only": -0.1, "sign_differs": True, "known": known}
    e = Estimate("x", "", value, details=details)
    assert words in consensus_sentence(e, "agreement")
