from __future__ import annotations

import pytest

from analysis.record.states import (
    ALIASES,
    CODE_ALIASES,
    FORMER,
    FORMER_ISO2,
    SHORT,
    as_code,
    code_of_iso2,
    code_of_name,
    find_voter,
    is_state,
    nearest_states,
    nearest_voters,
    state_code,
    state_name,
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TÜRKIYE", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("Türkiye", "TUR"),
        ("TURKEY", "TUR"),
        ("CÔTE D'IVOIRE", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ('COTE D"IVOIRE', "CIV"),
        ('"COTE D\'IVOIRE"', "CIV"),
        ("IVORY COAST", "CIV"),
        ("NETHERLANDS (KINGDOM OF THE)", "NLD"),
        ("NETHERLANDS", "NLD"),
        ("Netherlands  (Kingdom of the) ", "NLD"),
        ("REPUBLIC OF KOREA", "KOR"),
        ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "PRK"),
        ("CONGO", "COG"),
        ("DEMOCRATIC REPUBLIC OF THE CONGO", "COD"),
        ("ZAIRE", "COD"),
        ("GUINEA", "GIN"),
        ("GUINEA-BISSAU", "GNB"),
        ("EQUATORIAL GUINEA", "GNQ"),
        ("PAPUA NEW GUINEA", "PNG"),
        ("NIGER", "NER"),
        ("NIGERIA", "NGA"),
        ("DOMINICA", "DMA"),
        ("DOMINICAN REPUBLIC", "DOM"),
        ("Namibia", "NAM"),
        ("USSR", "RUS"),
        ("RUSSIAN FEDERATION", "RUS"),
        ("Russia", "RUS"),
        ("Yugoslavia", "SRB"),
        ("Serbia", "SRB"),
        ("Czechoslovakia", "CSK"),
        ("Czechia", "CZE"),
        ("CZECH REPUBLIC", "CZE"),
        ("Federal Republic of Germany", "DEU"),
        ("GERMAN DEMOCRATIC REPUBLIC", "DDR"),
        ("Yemen", "YEM"),
        ("Yemen Arab Republic", "YAR"),
        ("Yemen People's Republic", "YMD"),
        ("DEMOCRATIC YEMEN", "YMD"),
        ("China", "CHN"),
        ("Taiwan", "TWN"),
        ("Zanzibar", "ZAN"),
        ("ESWATINI", "SWZ"),
        ("SWAZILAND", "SWZ"),
        ("MICRONESIA (FEDERATED STATES OF)", "FSM"),
        ("UNITED KINGDOM", "GBR"),
        ("UNITED STATES", "USA"),
        ("UNITED STATES OF AMERICA", "USA"),
        ("VIET NAM", "VNM"),
        ("LAO PEOPLE'S DEMOCRATIC REPUBLIC", "LAO"),
    ],
)
def test_spellings_of_the_sources(name, code):
    assert code_of_name(name) == code


@pytest.mark.parametrize("name", ["Atlantis", "", "  ", "NA", '"', "European Union"])
def test_unknown_names(name):
    assert code_of_name(name) is None


@pytest.mark.parametrize("code", ["", "ZZZ", "usa", "Usa", "US", "USAA", "GER", "NA"])
def test_unknown_codes(code):
    # Another case would make two states of one.
    assert not is_state(code)


@pytest.mark.parametrize(
    ("iso2", "code"),
    [("NA", "NAM"), ("YU", "SRB"), ("CS", "CSK"), ("DD", "DDR"), ("YD", "YMD"), ("TR", "TUR")],
)
def test_two_letter_codes(iso2, code):
    assert code_of_iso2(iso2) == code


@pytest.mark.parametrize("iso2", ["", "na", "XX", "NAM"])
def test_unknown_two_letter_codes(iso2):
    assert code_of_iso2(iso2) is None


def test_tables_lead_to_states():
    for table in (ALIASES, CODE_ALIASES, FORMER_ISO2):
        assert [c for c in table.values() if not is_state(c)] == []
    assert all(is_state(c) for c in (*FORMER, *SHORT))
    assert not any(is_state(c) for c in CODE_ALIASES)


def test_names_go_there_and_back():
    for code in (*FORMER, *SHORT, "FRA", "NAM", "CZE", "NLD"):
        assert code_of_name(state_name(code)) == code


def test_name_of_an_unknown_code_is_the_code():
    assert state_name("ZZZ") == "ZZZ"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("USA", "USA"),
        (" usa ", "USA"),
        ("United States", "USA"),
        ("Turkey", "TUR"),
        ("türkiye", "TUR"),
        ("Côte d'Ivoire", "CIV"),
        ("Sudan", None),  # not South Sudan, which is in the table
        ("Korea", None),
        ("Yugoslavia", None),  # SRB, which is not
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_voter_by_code_or_name(asked, code):
    table = {"USA": "United States", "TUR": "Türkiye", "CIV": "Côte d'Ivoire", "SSD": "South Sudan"}
    assert find_voter(asked, table) == code


def test_voters_that_are_no_states_by_words_of_their_names():
    table = {"a": "CRUZ, Rafael Edward (Ted)", "b": "CRUZ, Ann", "c": "LEE, Mike", "USA": "Lee"}
    assert find_voter("Ted Cruz", table) == "a"
    assert find_voter("mike", table) == "c"
    assert find_voter("Cruz", table) is None  # two of them
    assert nearest_voters("Cruz", table) == ["CRUZ, Rafael Edward (Ted)", "CRUZ, Ann"]


@pytest.mark.parametrize(
    ("slip", "meant"), [("Germny", "Germany"), ("Hungry", "Hungary"), ("Viet Nan", "Viet Nam")]
)
def test_a_slip_gets_a_suggestion(slip, meant):
    assert meant in nearest_states(slip)
    assert meant in nearest_voters(slip, {c: state_name(c) for c in ("DEU", "HUN", "VNM", "FRA")})
    assert nearest_states("xxxxxxxx") == nearest_voters("xxxxxxxx", {"FRA": "France"}) == []


def test_names_are_read_where_codes_are_given():
    assert as_code("south korea") == state_code("Republic of Korea") == "KOR"
    assert as_code("nowhere") == "NOWHERE"
    assert state_code("YUG") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Antigua & Barbuda", "ATG"),
        ("St. Vincent & Grenadines", "VCT"),
        ("Myanmar (Burma)", "MMR"),
        ("São Tomé & Príncipe", "STP"),
        ("St. Kitts & Nevis", "KNA"),
        ("Bosnia & Herzegovina", "BIH"),
        ("St. Lucia", "LCA"),
        ("Trinidad & Tobago", "TTO"),
    ],
)
def test_names_alone_are_enough(name, code):
    assert code_of_name(name) == code
