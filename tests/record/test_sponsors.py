from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.record.sponsors import read_sponsors


@pytest.mark.parametrize(
    ("texts", "states", "groups"),
    [
        (["FRANCE", "Germany", "FRANCE"], ("FRA", "DEU"), ()),
        (["BAHAMAS (THE)", "THE GAMBIA"], ("BHS", "GMB"), ()),
        (["GUINEA, ON BEHALF OF THE GROUP OF 77 AND CHINA"], ("GIN",), ("G77",)),
        (["Nigeria (on behalf of the Group of African States) and Chad"],
         ("NGA", "TCD"), ("UN_AFRICA",)),
        (["Trinidad and Tobago, Antigua and Barbuda and Chile"], ("TTO", "ATG", "CHL"), ()),
        (["STATE OF PALESTINE"], ("PSE",), ()),
        (["GE RMANY"], ("DEU",), ()),
        (["BARBADOS. DOMINICAN REPUBLIC"], ("BRB", "DOM"), ()),
        ([""], (), ()),
    ],
)  # fmt: skip
def test_states_and_groups(texts, states, groups):
    found = read_sponsors(texts)
    assert (found.states, found.groups, found.unread) == (states, groups, ())


@pytest.mark.parametrize(
    "text",
    [
        "submitted by the Chair of the Committee, Jenni Mikkola (Finland)",
        "introduced in the Committee by the representative of Ghana on behalf of the Bureau",
        "ROMANIA (IN ITS CAPACITY AS CHAIR OF THE COMMITTEE ON OUTER SPACE)",
    ],
)
def test_who_speaks_for_an_organ_is_no_sponsor(text):
    found = read_sponsors([text])
    assert found.states == ()
    assert found.organ == text


def test_what_is_none_of_these_is_given_back():
    assert read_sponsors(["UNITED KINGDOMAND URUGUAY"]).unread == ("UNITED KINGDOMAND URUGUAY",)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_words_are_read(texts):
    found = read_sponsors(texts)
    assert len(set(found.states)) == len(found.states)
