"""Sentences on what is counted: each is made from fields, on both sides of each condition."""

from __future__ import annotations

import pytest

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.prose.counted import (
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
        level(f"sponsors.sponsored.{key}", 0.1, 1, complete=True, window=key)
        for key in ("after", "before", "earlier")
    )
    said = sponsor_sentence(found, "France")
    assert "1 of 10 (10%) in the window before it" in said
    assert said.endswith("in the one before that.")


def test_no_text_is_linked():
    details = {"voted_both_times": 0, "changed": 0, "baseline_name": "", "baseline": "before"}
    e = Estimate("recurring.links.before", "", 0.0, details=details)
    assert "it had voted on none in the window before it" in links_sentence(by_name([e]), "France")


@pytest.mark.parametrize(
    ("value", "known", "words"),
    [(0.001, "counted", "it did not move"), (0.2, "bounded", "as far as their number is known")],
)
def test_consensus(value, known, words):
    details = {"votes_only": -0.1, "sign_differs": True, "known": known}
    e = Estimate("x", "", value, details=details)
    assert words in consensus_sentence(e, "agreement")
