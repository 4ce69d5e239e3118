"""Sentences on the record, on both sides of what decides their wording."""

from __future__ import annotations

import pytest

from analysis.prose.record import SCOPE, joining_sentences, record_abstract, tallies_sentence

ACCOUNT = {
    "scope": "history", "roll_calls": 6592, "votes": 1_000_000, "states": 200,
    "first": "1946-01-01", "last": "2025-12-18", "by_body": {"GA": 6000}, "gaps": [],
    "tally_differences": [], "tally_checked": 900,
}  # fmt: skip


@pytest.mark.parametrize(
    ("n", "words"), [(0, "in no years."), (1, "in 1 year."), (2, "in 2 years.")]
)
def test_years_with_few_roll_calls(n, words):
    assert words in record_abstract(ACCOUNT | {"gaps": [{}] * n})


@pytest.mark.parametrize("scope", SCOPE)
def test_the_scope_is_told(scope):
    assert SCOPE[scope] in record_abstract(ACCOUNT | {"scope": scope})


def test_a_body_without_roll_calls_has_none():
    assert "and 0 of the Security Council" in record_abstract(ACCOUNT)


@pytest.mark.parametrize(("n", "word"), [(0, "on none of"), (1, "on 1 of")])
def test_totals_that_differ(n, word):
    assert word in tallies_sentence(900, n)
    assert word in record_abstract(ACCOUNT | {"tally_differences": [{}] * n})


def test_markup_in_a_note_is_printed_as_it_stands():
    assert r"\_b" in joining_sentences(["a_b"])
