"""Sentences on the record, on both sides of what decides their wording."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.prose.record import (
    SCOPE,
    adoptions_sentences,
    joining_sentences,
    partial_sentence,
    record_abstract,
    tallies_sentence,
    treatment_sentences,
)

ACCOUNT = {
    "scope": "history", "roll_calls": 6592, "votes": 1_000_000, "states": 200,
    "first": "1946-01-01", "last": "2025-12-18", "by_body": {"GA": 6000}, "gaps": [],
    "tally_differences": [], "tally_checked": 900, "partial": {"roll_calls": 0},
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


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "Of 1 more only some votes are known; it is"),
        (2, "Of 2 more only some votes are known; they are"),
    ],
)
def test_roll_calls_known_in_part(n, words):
    assert partial_sentence(n).startswith(words)
    assert words in record_abstract(ACCOUNT | {"partial": {"roll_calls": n}})


def test_of_none_known_in_part_nothing_is_said():
    assert partial_sentence(0) == ""
    assert "only some votes" not in record_abstract(ACCOUNT)


@pytest.mark.parametrize(
    ("n", "words"), [(1, "In session 74 the"), (2, "In sessions 74 to 75 the")]
)
def test_sessions_of_adoptions(n, words):
    table = pd.DataFrame({"session": ["74", "75"], "vote": [1, 2], "without_a_vote": [10, 20]})
    said = adoptions_sentences(table.head(n), "2019-10-10")
    assert said.startswith(words)
    assert f"{'1 text' if n == 1 else '3 texts'} by vote and {10 if n == 1 else 30} without" in said
    assert "before 2019-10-10 are not held" in said


def test_votes_on_texts_once_adopted_without_one():
    table = pd.DataFrame({"year": [2019, 2020, 2021], "without_a_vote": [0, 2, 89]})
    said = treatment_sentences(table, "2019-10-10")
    assert "2 in 2020 and 89 in 2021." in said
    assert "in 2019" not in said
    assert "all years since 2019" in said
    none = treatment_sentences(table.head(1), "2019-10-10")
    assert "No vote was called" in none
    assert "before 2019-10-10 counts as never seen" in none


def test_numbers_of_a_file_are_counted_and_not_told():
    said = joining_sentences(["rcid-12 repeats another", "one thing"])
    assert "rcid" not in said
    assert "One thing" in said
    assert "1 note more" in said
