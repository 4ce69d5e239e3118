"""Sentences on the Council, on both sides of what decides their wording."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.prose.council import (
    besides_sentence,
    council_abstract,
    dealt_sentence,
    dots_in_words,
    no_change_sentence,
    resolution_sentences,
    rise_sentences,
    seat_sentence,
    who_else,
)

VOTES = pd.DataFrame(
    {
        "symbol": ["S/1", "S/RES/2774(2025)"],
        "date": pd.to_datetime(["2022-02-25", "2025-02-24"]),
        "outcome": ["vetoed", "adopted"],
        "yes": [11, 10], "no": [1, 0], "abstain": [3, 5],
        "USA": ["yes", "yes"], "RUS": ["no", "yes"], "CHN": ["abstain", "yes"],
        "FRA": ["yes", "abstain"], "others_abstain": ["IND ARE", "DNK GRC SVN"],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("country", "cast", "words"),
    [
        ("FRA", 0, "is a permanent member and cast 0 votes"),
        ("FRA", 2774, "cast 2,774 votes"),
        ("HUN", 1, "was elected to the Council for a time and cast 1 vote there"),
        ("HUN", 0, "cast no vote in the Council"),
    ],
)
def test_who_has_a_seat(country, cast, words):
    assert words in seat_sentence(country, cast)


def test_the_abstract_tells_the_latest_vote_and_what_is_not_recorded():
    said = council_abstract("Seated.", "2 roll calls", VOTES)
    assert "1 vetoed and 1 adopted" in said
    assert "2025-02-24, the United States voted yes, Russia voted yes" in said
    assert "France abstained and the United Kingdom is not recorded" in said


@pytest.mark.parametrize("rests_on", ["", "2 roll calls"])
def test_a_record_without_votes_on_ukraine(rests_on):
    said = council_abstract("Seated.", rests_on, VOTES.head(0))
    assert "Ukraine" not in said
    assert ("holds no roll call of the Council" in said) is (not rests_on)


def test_who_else():
    assert who_else({"no": "", "abstain": "CHN"}) == "abstain CHN"
    assert who_else({"no": "", "abstain": ""}) == "all yes"


class TestResolution:
    def test_it_is_called_the_only_one_if_it_is(self):
        said = resolution_sentences(VOTES)
        assert "10 votes in favour, none against and 5 abstentions" in said
        assert "Denmark, Greece and Slovenia" in said
        assert "It is the only text" in said

    def test_another_such_text(self):
        twice = VOTES.assign(RUS="yes", FRA="abstain")
        assert "It is the only text" not in resolution_sentences(twice)

    def test_france_voted_yes_too(self):
        assert "It is the only text" not in resolution_sentences(VOTES.assign(FRA="yes"))

    def test_a_record_without_it(self):
        assert resolution_sentences(VOTES.head(1)) == ""


def days(*given: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(given)))


class TestWhatTheDotsRestOn:
    def test_votes_on_ukraine_alone(self):
        said = rise_sentences(VOTES, 1, days())
        assert "on Ukraine alone, 2 in all" in said
        assert "at most 1 roll call." in said
        assert "at most 2 roll calls." in rise_sentences(
            pd.concat([VOTES, VOTES.head(1)]), 1, days()
        )

    def test_other_subjects_in_later_years_alone(self):
        said = rise_sentences(VOTES, 1, days("2023-01-01", "2025-01-01"))
        assert "Up to 2022" in said
        assert "From 2023" in said
        assert "on 1 of the 2 votes on Ukraine" in said

    def test_other_subjects_from_the_first_year_on(self):
        """VOTES begin in 2022, the others in the same year."""
        said = rise_sentences(VOTES, 1, days("2022-12-31", "2025-01-01"))
        assert "2 resolutions on other subjects, 2022 to 2025, all of them adopted" in said
        assert "on 1 of the 2 votes on Ukraine" in said
        assert "1 resolution on other subjects, 2022, all" in rise_sentences(
            VOTES, 1, days("2022-01-01")
        )


def test_drafts_that_a_list_of_vetoes_names():
    one, two = (
        pd.DataFrame({"date": days(*d)}) for d in (["1990-05-31"], ["1990-05-31", "2025-06-04"])
    )
    assert besides_sentence(one.head(0)) == ""
    assert (
        "stands 1 draft that a list of vetoes names (@tbl-veto-list), of 1990-05-31: of it"
        in besides_sentence(one)
    )
    said = besides_sentence(two)
    assert "stand 2 drafts that a list of vetoes names (@tbl-veto-list)" in said
    assert ", 1990-05-31 to 2025-06-04: of these" in said
    for votes in (VOTES, VOTES.head(0)):
        assert said in council_abstract("Seated.", "2 roll calls", votes, said)
        assert "list of vetoes" not in council_abstract("Seated.", "2 roll calls", votes)


@pytest.mark.parametrize(("most", "each"), [(2, True), (1, False)])
def test_many_years_are_told_by_their_ends(most, each):
    table = pd.DataFrame({"period": [2024, 2025], "value": [0.5, 1.0], "n": [3, 1]})
    said = dots_in_words(table, most)
    assert ("(3 votes)" in said) is each
    assert ("lowest 0.50 in 2024, highest 1.00 in 2025" in said) is not each


def test_why_there_is_no_change():
    assert "No member met Hungary" in no_change_sentence("HUN")
    assert "The reason: no votes." in no_change_sentence("HUN", "no votes")


@pytest.mark.parametrize(("least", "beyond"), [(0.05, False), (0.0501, True)])
def test_few_votes_show_nothing_beyond_doubt(least, beyond):
    assert ("beyond doubt" in dealt_sentence(2, least)) is beyond
    assert "roll calls since" in dealt_sentence(2, least)
    assert "roll call since" in dealt_sentence(1, least)
