"""Sentences on the Council, on both sides of what decides their wording."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.prose.council import (
    council_abstract,
    dealt_sentence,
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
        ("HUN", 1, "was elected to the Council for a time and cast 1 votes"),
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
    assert "none of them is on Ukraine" in said
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


def test_what_the_dots_rest_on():
    assert "on 3 of the 9 of them" in rise_sentences("history", 3, 9)
    assert "on Ukraine alone, 9 in all" in rise_sentences("embedded", 3, 9)


def test_why_there_is_no_change():
    assert "No member met Hungary" in no_change_sentence("HUN")
    assert "The reason: no votes." in no_change_sentence("HUN", "no votes")


@pytest.mark.parametrize(("least", "beyond"), [(0.05, False), (0.0501, True)])
def test_few_votes_show_nothing_beyond_doubt(least, beyond):
    assert ("beyond doubt" in dealt_sentence(2, least)) is beyond
    assert "roll calls since" in dealt_sentence(2, least)
    assert "roll call since" in dealt_sentence(1, least)
