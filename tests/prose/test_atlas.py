"""What the atlas says, on both sides of what decides it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.prose import atlas as prose
from analysis.study import Study


def gate(describes: bool) -> pd.DataFrame:
    bits = 0.5 if describes else 1.5
    row = {"first": "2025-01-01", "last": "2026-12-31", "bits": bits, "bits_constant": 1.0}
    return pd.DataFrame([row | {"describes": describes}])


def test_the_line_describes_a_state_or_does_not_or_was_not_asked():
    assert "does not describe France" in prose.described_sentence("FRA", gate(False))
    assert "no finding" in prose.described_sentence("FRA", gate(False))
    assert prose.described_sentence("FRA", gate(True)).startswith("The line describes France")
    assert "was not tried" in prose.described_sentence("FRA", gate(True).head(0))


@pytest.mark.parametrize(
    ("r_hat", "ess", "told"), [(1.0, 900, ""), (1.02, 900, "2025"), (1.0, 300, "2025")]
)
def test_years_in_which_chains_mixed_slowly_are_named(r_hat, ess, told):
    own = pd.DataFrame({"year": [2024, 2025], "r_hat": [1.0, r_hat], "ess": [900, ess]})
    assert told in prose.unsettled_sentence(own)
    assert bool(prose.unsettled_sentence(own)) is bool(told)


def test_divided_texts_are_told_in_shares_or_not_at_all():
    none = pd.Series({"divided": 0, "allies": 0, "rival": 0, "neither": 0})
    study = Study(country="FRA", rival="RUS", allies=["NATO", "EU"])
    assert "on no text of 2025" in prose.divided_sentence(study, none, "2025")
    some = pd.Series({"divided": 4, "allies": 3, "rival": 1, "neither": 0})
    assert "75%" in prose.divided_sentence(study, some, "2025")


@pytest.mark.parametrize(
    ("allies", "told"),
    [
        (["NATO"], "most of its allies (NATO)"),
        (["CSTO"], "most of the members of CSTO"),
        (["JPN", "AUS"], "most of the 2 states it is compared with (Japan and Australia)"),
        (["JPN"], "Japan voted"),
        (["UN_WEOG"], "most of its regional group"),
    ],
)
def test_the_allies_are_named_whoever_they_are(allies, told):
    some = pd.Series({"divided": 4, "allies": 3, "rival": 1, "neither": 0})
    study = Study(country="FRA", rival="RUS", allies=allies)
    assert told in prose.divided_sentence(study, some, "2025")
    assert told.removesuffix(" voted") in prose.divided_note(study)


def test_no_sides_are_said_whether_there_are_no_allies_or_no_texts():
    assert "cast no vote before" in prose.no_sides_sentence(Study(country="SSD", allies=[]))
    assert "no text on which" in prose.no_sides_sentence(Study(country="FRA"))


def test_what_cannot_be_told_is_said():
    assert "cannot be told" in prose.called_sentence("FRA", 0, 0, "")
    assert "No on none" in prose.called_sentence("FRA", 2, 0, "2019-10-10")
    assert "names the sponsors of no text" in prose.sponsor_sentence("FRA", 0, 0, "", [])
    assert "most often" not in prose.sponsor_sentence("FRA", 0, 9, "2019-10-10", [])


def test_lone_votes_are_none_one_or_more_than_are_listed():
    assert "no text" in prose.alone_sentence("FRA", 0, 0, 0)
    assert "listed" not in prose.alone_sentence("FRA", 3, 3, 3)
    assert "latest 60" in prose.alone_sentence("FRA", 61, 61, 60)
    assert "holds none of them" in prose.alone_sentence("FRA", 61, 0, 0)


@pytest.mark.parametrize("treated", ["vote", "without a vote", "never seen", ""])
def test_how_a_text_was_treated_is_one_sentence_or_none(treated):
    assert bool(prose.treated_sentence(treated, "A/1")) is bool(treated)


def test_a_title_is_as_it_is_and_a_roll_call_without_one_is_described():
    assert prose.described_title(" a\n b ", "GA", "2025-01-01", 1, 2, 3) == "a b"
    found = prose.described_title("  ", "SC", "2025-01-01", 1, 2, 1)
    assert "Security Council, 1 January 2025: 1 to 2, 1 abstention" in found


def test_what_is_missing_is_said_and_nothing_else():
    assert prose.missing_sentences("history", True, True, True, True, "2019") == []
    told = prose.missing_sentences("embedded", False, False, True, True, "2019")[0]
    assert "positions, agreement by year (three digits) and counts by year" in told
    told = prose.missing_sentences("embedded", True, False, False, True, "2019")[0]
    assert "all the same: counts by year" in told
    assert "Shipped" not in prose.missing_sentences("embedded", True, True, False, True, "2019")[0]
    assert len(prose.missing_sentences("history", True, True, False, False, "")) == 3
