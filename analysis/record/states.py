"""One code and one name per state, across the spellings of the sources.

Codes are ISO 3166 alpha-3 where one exists. A successor that took over its predecessor's
seat shares its row: Russia covers the USSR, Serbia runs on from Yugoslavia (as the record
itself has it), Germany from the Federal Republic. States that voted beside their successors
keep a row of their own: the German Democratic Republic, Czechoslovakia, the two Yemens and
Zanzibar. China's seat was held from Taipei until 25 October 1971; those votes stand under TWN.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pycountry

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FORMER",
    "as_code",
    "code_of_iso2",
    "code_of_name",
    "find_voter",
    "in_sentence",
    "is_state",
    "nearest_states",
    "nearest_voters",
    "state_code",
    "state_name",
]

#: States without an ISO code in force, and the short names used for them.
FORMER: dict[str, str] = {
    "CSK": "Czechoslovakia",
    "DDR": "German Democratic Republic",
    "YAR": "Yemen Arab Republic",
    "YMD": "Democratic Yemen",
    "ZAN": "Zanzibar",
}

#: Short names where the standard's are long or unusual in English prose.
SHORT: dict[str, str] = {
    "BOL": "Bolivia",
    "BRN": "Brunei",
    "CIV": "Côte d'Ivoire",
    "COD": "DR Congo",
    "COG": "Congo",
    "CPV": "Cabo Verde",
    "FSM": "Micronesia",
    "GBR": "United Kingdom",
    "IRN": "Iran",
    "KOR": "South Korea",
    "LAO": "Laos",
    "MDA": "Moldova",
    "PRK": "North Korea",
    "RUS": "Russia",
    "SYR": "Syria",
    "TUR": "Türkiye",
    "TWN": "China (Taipei)",
    "TZA": "Tanzania",
    "USA": "United States",
    "VEN": "Venezuela",
    "VNM": "Viet Nam",
}

#: States whose names take an article in a sentence.
ARTICLE = frozenset(
    (
        *("ARE", "BHS", "CAF", "COM", "DDR", "DOM", "GBR", "GMB", "MDV", "MHL", "NLD", "PHL"),
        *("SLB", "USA", "YAR"),
    )
)

#: Spellings of the sources that neither of the above gives: names of the day, and the long
#: forms of the Digital Library, which names a state as it was called when it voted.
ALIASES: dict[str, str] = {
    "YUGOSLAVIA": "SRB",
    "SERBIA AND MONTENEGRO": "SRB",
    "FEDERAL REPUBLIC OF GERMANY": "DEU",
    "GERMANY, FEDERAL REPUBLIC OF": "DEU",
    "YEMEN PEOPLE'S REPUBLIC": "YMD",
    "SOUTHERN YEMEN": "YMD",
    "CAPE VERDE": "CPV",
    "SWAZILAND": "SWZ",
    "MACEDONIA": "MKD",
    "THE FORMER YUGOSLAV REPUBLIC OF MACEDONIA": "MKD",
    "TURKEY": "TUR",
    "TURKYYE": "TUR",  # as a broken character set leaves it
    "STATE OF PALESTINE": "PSE",  # an observer, which may submit texts
    "SAO TOME": "STP",
    "TIMOR LESTE": "TLS",
    "GUINEA BISSAU": "GNB",
    "TAIWAN": "TWN",
    "BURMA": "MMR",
    "MYANMAR (BURMA)": "MMR",
    "SAINT VINCENT AND GRENADINES": "VCT",
    "CONGO - BRAZZAVILLE": "COG",
    "CONGO (BRAZZAVILLE)": "COG",
    "CONGO - KINSHASA": "COD",
    "CONGO (LEOPOLDVILLE)": "COD",
    "CONGO (DEMOCRATIC REPUBLIC OF)": "COD",
    "DEMOCRATIC REPUBLIC OF THE CONGO": "COD",
    "ZAIRE": "COD",
    "USSR": "RUS",
    "UNION OF SOVIET SOCIALIST REPUBLICS": "RUS",
    "BYELORUSSIAN SSR": "BLR",
    "UKRAINIAN SSR": "UKR",
    "UNITED ARAB REPUBLIC": "EGY",
    "TANGANYIKA": "TZA",
    "DAHOMEY": "BEN",
    "UPPER VOLTA": "BFA",
    "IVORY COAST": "CIV",
    "CENTRAL AFRICAN EMPIRE": "CAF",
    "UNION OF SOUTH AFRICA": "ZAF",
    "CEYLON": "LKA",
    "MALDIVE ISLANDS": "MDV",
    "SIAM": "THA",
    "KHMER REPUBLIC": "KHM",
    "DEMOCRATIC KAMPUCHEA": "KHM",
    "KAMPUCHEA": "KHM",
    "FEDERATION OF MALAYA": "MYS",
    "MALAYA": "MYS",
    "WESTERN SAMOA": "WSM",
    "PHILIPPINE REPUBLIC": "PHL",
    "SURINAM": "SUR",
    "LIBYAN ARAB JAMAHIRIYA": "LBY",
    "LIBYAN ARAB REPUBLIC": "LBY",
    "NETHERLANDS (KINGDOM OF THE)": "NLD",
    "BOLIVIA (PLURINATIONAL STATE OF)": "BOL",
    "IRAN (ISLAMIC REPUBLIC OF)": "IRN",
    "MICRONESIA (FEDERATED STATES OF)": "FSM",
    "VENEZUELA (BOLIVARIAN REPUBLIC OF)": "VEN",
    "REPUBLIC OF KOREA": "KOR",
}

#: Two-letter codes outside the present standard.
FORMER_ISO2: dict[str, str] = {"CS": "CSK", "DD": "DDR", "YD": "YMD", "YU": "SRB"}

#: Three-letter codes seen in the sources for states that have another.
#: the Digital Library's slip for Germany, and the former codes of ISO 3166.
CODE_ALIASES: dict[str, str] = {
    "GER": "DEU",
    "BUR": "MMR",
    "BYS": "BLR",
    "DHY": "BEN",
    "HVO": "BFA",
    "ROM": "ROU",
    "SCG": "SRB",
    "SUN": "RUS",
    "TMP": "TLS",
    "YUG": "SRB",
    "ZAR": "COD",
}


def is_state(code: str) -> bool:
    """Say whether a code is one of a state, present or former.

    Examples
    --------
    >>> is_state("NAM"), is_state("ZZZ")
    (True, False)
    """
    # The package finds lower-case codes too; two spellings would be two states here.
    return code in FORMER or (code.isupper() and pycountry.countries.get(alpha_3=code) is not None)


def state_name(code: str) -> str:
    """Return the short English name of a state; the code itself if it is unknown.

    Examples
    --------
    >>> state_name("RUS"), state_name("DDR"), state_name("FRA")
    ('Russia', 'German Democratic Republic', 'France')
    """
    if code in FORMER or code in SHORT:
        return FORMER.get(code) or SHORT[code]
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return str(getattr(country, "common_name", country.name)).split(",")[0]


def in_sentence(code: str) -> str:
    """Return the name of a state as it stands within a sentence.

    Examples
    --------
    >>> in_sentence("USA"), in_sentence("FRA")
    ('the United States', 'France')
    """
    return f"the {state_name(code)}" if code in ARTICLE else state_name(code)


def code_of_iso2(code: str) -> str | None:
    """Return the code of a state from its two-letter code, or None.

    Examples
    --------
    >>> code_of_iso2("NA"), code_of_iso2("YU"), code_of_iso2("QQ")
    ('NAM', 'SRB', None)
    """
    if code in FORMER_ISO2:
        return FORMER_ISO2[code]
    country = pycountry.countries.get(alpha_2=code)
    return None if country is None or not code.isupper() else str(country.alpha_3)


@lru_cache(maxsize=1 << 14)  # sources name a state on every roll call
def code_of_name(name: str) -> str | None:
    """Return the code of a state from a name in any of the sources' spellings, or None.

    Examples
    --------
    >>> code_of_name("Yemen Arab Republic"), code_of_name("COTE D'IVOIRE"), code_of_name("Atlantis")
    ('YAR', 'CIV', None)
    """
    return _names().get(_folded(name))


def state_code(asked: str) -> str | None:
    """Return the code of a state from a code in any case or from a name, or None.

    Codes given up (`CODE_ALIASES`) are none: who asks for them is told what replaced them.

    Examples
    --------
    >>> state_code("usa"), state_code("Turkey"), state_code("YUG"), state_code("Atlantis")
    ('USA', 'TUR', None, None)
    """
    plain = asked.strip()
    return plain.upper() if is_state(plain.upper()) else code_of_name(plain)


def as_code(asked: str) -> str:
    """Return the code of a state from a code or a name; what is neither as it is, in capitals.

    For options and parameters: the record that is read then says what is unknown.

    Examples
    --------
    >>> as_code("Viet Nam"), as_code("fra"), as_code("Atlantis")
    ('VNM', 'FRA', 'ATLANTIS')
    """
    return state_code(asked) or asked.upper()


def find_voter(asked: object, names: Mapping[str, str] | pd.Series) -> str | None:
    """Return the code of a voter from what somebody calls it, or None.

    Parameters
    ----------
    asked : object
    names : mapping of code to name

    Returns
    -------
    str or None
        The one whose code it is in another case, whose name it is, whatever case and accents;
        the state that has this name in any source; or, among voters that are no states, the only
        one whose name has all the words. None also if there are several.

    Examples
    --------
    >>> names = {"USA": "United States", "SSD": "South Sudan", "1": "CRUZ, Rafael Edward (Ted)"}
    >>> find_voter("U.S.A.", names), find_voter("usa", names), find_voter("ted cruz", names)
    (None, 'USA', '1')
    >>> find_voter("Sudan", names) is None
    True
    """
    if not isinstance(asked, str) or not asked.strip():
        return None
    folded = _folded(asked)
    exact = [c for c, name in names.items() if folded in (_folded(str(c)), _folded(str(name)))]
    if exact:
        return str(exact[0]) if len(exact) == 1 else None
    known = state_code(asked)
    if known is not None:  # a state by name; if its votes are not here, nobody else is meant
        return known if known in names else None
    words = _words(asked)
    having = [c for c, name in names.items() if not is_state(str(c)) and words <= _words(str(name))]
    return str(having[0]) if words and len(having) == 1 else None


def nearest_voters(asked: object, names: Mapping[str, str] | pd.Series) -> list[str]:
    """Return the codes or names, three at most, that are spelled nearly as asked.

    Examples
    --------
    >>> nearest_voters("Fraance", {"RUS": "Russia", "FRA": "France"})
    ['France']
    >>> nearest_voters("cruz", {"a": "Cruz, Ted", "b": "Cruz, Ann", "c": "Lee"})
    ['Cruz, Ted', 'Cruz, Ann']
    """
    if not isinstance(asked, str):
        return []
    words = _words(asked)
    having = [str(n) for _, n in names.items() if words and words <= _words(str(n))]
    if having:
        return having[:3]
    spelled = {_folded(str(c)): str(c) for c, _ in names.items()}
    spelled |= {_folded(str(n)): str(n) for _, n in names.items()}
    spelled |= {n: state_name(c) for n, c in _names().items() if c in names}
    found = difflib.get_close_matches(_folded(asked), list(spelled), n=3, cutoff=0.7)
    return list(dict.fromkeys(spelled[f] for f in found))[:3]


def nearest_states(asked: str) -> list[str]:
    """Return the names of states, three at most, that are spelled nearly as asked.

    Examples
    --------
    >>> nearest_states("Hungry")
    ['Hungary']
    """
    found = difflib.get_close_matches(_folded(asked), list(_names()), n=6, cutoff=0.7)
    return list(dict.fromkeys(state_name(_names()[f]) for f in found))[:3]


def _words(name: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() else " " for c in _folded(name)).split())


def _folded(name: str) -> str:
    """Level case, accents, white space, &, St. and quotation marks (``COTE D"IVOIRE``)."""
    plain = unicodedata.normalize("NFKD", name.strip(" \"'").replace("’", "'").replace('"', "'"))
    words = "".join(c for c in plain if not unicodedata.combining(c)).upper()
    words = words.replace("&", " AND ")
    return " ".join("SAINT" if word == "ST." else word for word in words.split())


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            if getattr(country, field, None):
                names[_folded(getattr(country, field))] = country.alpha_3
    for table in (FORMER, SHORT):
        names |= {_folded(name): code for code, name in table.items()}
    return names | ALIASES
