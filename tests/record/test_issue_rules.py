from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.record.issue_rules import HEADINGS, PASS_OVER, PHRASES
from analysis.record.issues import (
    HAND_CODED,
    ISSUES,
    THEMES,
    UKRAINE_CODES,
    issues_by_rule,
    on_issue,
    under_heading,
)


def test_every_issue_has_a_rule_and_a_name():
    assert set(PHRASES) == set(HAND_CODED) | set(THEMES)
    assert set(ISSUES) == set(PHRASES) | set(UKRAINE_CODES)
    assert set(HEADINGS) <= set(HAND_CODED)
    assert set(PASS_OVER) <= set(PHRASES)
    assert not set(HAND_CODED) & set(THEMES)


def test_phrases_are_expressions_in_small_letters():
    # Texts are read in small letters, so a capital would never match.
    for phrases in (*PHRASES.values(), *PASS_OVER.values(), *HEADINGS.values()):
        for phrase in phrases:
            re.compile(phrase)
            assert phrase == phrase.lower() or re.search(r"\\[A-Z]", phrase)
            assert not re.compile(phrase).search("")


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Nuclear disarmament", "di nu"),
        ("Comprehensive Nuclear-Test-Ban Treaty", "nu"),
        ("Ethical imperatives for a nuclear-weapon-free world", "nu"),
        ("The Arms Trade Treaty", "di ec"),
        ("Implementation of the Convention on Cluster Munitions", "di"),
        ("The Syrian Golan", "me"),
        ("The right of the Palestinian people to self-determination", "co hr me"),
        ("Assistance to Palestine refugees", "me"),
        ("Dissemination of information on decolonization", "co"),
        ("The right to food", "hr"),
        ("The right to development", "ec hr sdg"),
        ("International trade and development", "ec sdg"),
        ("Unilateral economic measures against developing countries", "ec"),
        ("Financing of the United Nations Interim Force in Lebanon", "budget me"),
        ("Programme budget for the biennium 2008-2009", "budget ec"),
        (
            "Necessity of ending the economic, commercial and financial embargo imposed by the "
            "United States of America against Cuba",
            "cuba ec",
        ),
        ("Violence against women migrant workers", "gender"),
        ("Protection of global climate for present and future generations", "climate"),
    ],
)
def test_titles(title, codes):
    assert issues_by_rule(title) == codes
    assert issues_by_rule(title.upper()) == codes


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("di", "Determines that all measures taken by Israel"),  # a slip of the hand codes
        ("di", "US rearmament"),
        ("di", "Establishment of a nuclear-weapon-free zone"),
        ("me", "French Togoland trusteeship"),
        ("co", "Renewed determination towards the elimination of weapons"),
        ("ec", "Developments in the field of information"),
        ("ec", "Cooperation between the United Nations and the Economic Cooperation Organization"),
        ("ec", "Special Committee to investigate practices"),
        ("hr", "Frightful bright lights"),
        ("cuba", "Admission of Cuba"),
        ("climate", "A proper political climate for a referendum"),
        ("budget", "Reduction of military budgets"),
        ("gender", "Engendering peace"),
    ],
)
def test_not_on_the_issue(code, text):
    assert not on_issue(code, text)


def test_a_page_of_record_is_no_title():
    page = "Nuclear disarmament " + "x " * 150
    assert issues_by_rule(page) == ""
    assert on_issue("nu", page)
    assert issues_by_rule("") == ""


def test_only_the_codes_asked_for():
    assert issues_by_rule("Women and nuclear weapons", THEMES) == "gender"
    assert issues_by_rule("Women and nuclear weapons", ("nu",)) == "nu"


@given(st.text(max_size=320))
def test_any_text_has_known_codes(text):
    codes = issues_by_rule(text).split()
    assert set(codes) <= set(PHRASES)
    assert codes == sorted(set(codes))


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("me", "PALESTINE QUESTION"),
        ("me", "GAZA STRIP"),
        ("nu", "NUCLEAR DISARMAMENT"),
        ("hr", "HUMAN RIGHTS VIOLATIONS"),
        ("co", "NON-SELF-GOVERNING TERRITORIES"),
        ("ec", "POVERTY MITIGATION"),
    ],
)
def test_headings(code, heading):
    assert under_heading(code, ["WATER", heading])
    assert under_heading(code, [f" {heading.lower()} "])
    # A heading is read whole: a longer one that holds it is another.
    assert not under_heading(code, [f"{heading} IN ART", f"NEW {heading}"])
    assert not under_heading(code, [])


def test_what_a_text_only_mentions_gives_no_code():
    mentioned = [
        "ISRAEL",
        "NUCLEAR NON-PROLIFERATION",
        "DISARMAMENT",
        "HUMAN RIGHTS",
        "DEVELOPMENT",
    ]
    assert issues_by_rule("International Tea Day", subjects=mentioned) == ""


def test_title_and_headings_are_joined():
    given = issues_by_rule("Nuclear disarmament", subjects=("DECOLONIZATION",))
    assert given == "co di nu"
    assert issues_by_rule("", subjects=("DECOLONIZATION",)) == "co"
    assert issues_by_rule("Question of Guam", ("me",), ("DECOLONIZATION",)) == ""
    assert not any(under_heading(theme, ["WOMEN", "GENDER EQUALITY"]) for theme in THEMES)
