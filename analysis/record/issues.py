"""Issue codes of roll calls.

Six codes are the record's own, hand-coded by its publisher: ``me`` Palestine and the Middle
East, ``nu`` nuclear weapons, ``di`` arms control, ``hr`` human rights, ``co`` colonialism,
``ec`` economic development. Where a roll call has a title and was not coded by hand, rules
give them. The others are ours: ``ukraine``, given to the texts on the war and the occupied
territories that are listed among the embedded facts and to later titles by `on_ukraine`, and
``ukraine_wide``, the same with the texts of which it may be doubted; and themes that the record
does not code (`THEMES`), by rule everywhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache

from analysis.errors import RecordError
from analysis.paths import EMBEDDED, shown
from analysis.record.issue_rules import HEADINGS, PASS_OVER, PHRASES

__all__ = [
    "HAND_CODED",
    "ISSUES",
    "THEMES",
    "UKRAINE_CODES",
    "issues_by_rule",
    "join_issues",
    "on_issue",
    "on_ukraine",
    "ukraine_codes",
    "under_heading",
]

ISSUES: dict[str, str] = {
    "budget": "budget and peacekeeping finance",
    "climate": "climate",
    "co": "colonialism",
    "cuba": "embargo against Cuba",
    "di": "arms control",
    "ec": "economic development",
    "gender": "women and gender",
    "hr": "human rights",
    "me": "Palestine and the Middle East",
    "nu": "nuclear weapons",
    "sdg": "sustainable development and its goals",
    "ukraine": "Ukraine and its territories since 2014",
    "ukraine_wide": "Ukraine and its territories since 2014, and texts that touch on the war",
}
#: Codes that the publisher of the record gives by hand.
HAND_CODED = ("co", "di", "ec", "hr", "me", "nu")
#: Codes that only the rules give.
THEMES = ("budget", "climate", "cuba", "gender", "sdg")
#: Two readings of one issue: without and with the texts of which it may be doubted.
UKRAINE_CODES = ("ukraine", "ukraine_wide")
#: A longer text is a page of meeting record, not a title, and may name anything in passing.
LONGEST_TITLE = 300

#: Names of the country and of the territories that a text on the war must mention.
_UKRAINE = re.compile(r"\bukrain(e|ian)\b|\bcrimea\b|\bsevastopol\b|\bsea of azov\b", re.IGNORECASE)


def on_ukraine(title: str, year: int, symbol: str = "", wide: bool = False) -> bool:
    """Say whether a text is on Ukraine as the issue is understood here.

    A text that is listed in ``data/embedded/ukraine_texts.csv`` is as the list says, where its
    reason stands. Of any other the title decides. Titles before 2014 that name the country (as
    a member, a host, a sponsor, or Chornobyl) are not on the war; so only titles from 2014
    count. A text of more than 300 letters is a page of meeting record, not a title, and may
    name the country among the speakers.

    Parameters
    ----------
    title : str
    year : int
    symbol : str
        Of the resolution or draft; "" if not known.
    wide : bool
        Whether the texts of which it may be doubted are counted in.

    Examples
    --------
    >>> on_ukraine("Territorial integrity of Ukraine", 2014), on_ukraine("The path to peace", 2025)
    (True, False)
    >>> on_ukraine("The path to peace", 2025, "A/RES/ES-11/8")
    True
    >>> chornobyl = ("Persistent legacy of the Chernobyl disaster", 2023, "A/RES/77/288")
    >>> on_ukraine(*chornobyl), on_ukraine(*chornobyl, wide=True)
    (False, True)
    """
    if (listed := _ukraine_texts().get(symbol)) is not None:
        return listed[wide]
    return year >= 2014 and len(title) <= LONGEST_TITLE and _UKRAINE.search(title) is not None


def ukraine_codes(title: str, year: int, symbol: str = "") -> str:
    """Return ``ukraine`` and ``ukraine_wide``, the second alone, or "".

    Examples
    --------
    >>> ukraine_codes("Aggression against Ukraine", 2022, "A/RES/ES-11/1")
    'ukraine ukraine_wide'
    >>> ukraine_codes("Cooperation with the Council of Europe", 2025, "A/RES/79/284")
    'ukraine_wide'
    """
    readings = zip(UKRAINE_CODES, (False, True), strict=True)
    return " ".join(code for code, wide in readings if on_ukraine(title, year, symbol, wide))


def on_issue(code: str, text: str) -> bool:
    """Say whether the rule of an issue finds it in a text of any length.

    Parameters
    ----------
    code : str
        One of `HAND_CODED` or `THEMES`.
    text : str

    Examples
    --------
    >>> on_issue("di", "Treaty on Anti-Personnel Mines"), on_issue("di", "Determines that ...")
    (True, False)
    """
    look, strike = _compiled(code)
    text = text.lower()
    return look.search(strike.sub(" ", text) if strike else text) is not None


def under_heading(code: str, subjects: Sequence[str]) -> bool:
    """Say whether a text is filed under a heading that gives an issue.

    Parameters
    ----------
    code : str
        One of `HAND_CODED` or `THEMES`; themes have no headings.
    subjects : sequence of str
        Headings of the UNBIS Thesaurus, in any case; others are passed over.

    Examples
    --------
    >>> under_heading("co", ["GUAM QUESTION", "DECOLONIZATION"]), under_heading("co", ["GUAM"])
    (True, False)
    """
    rule = _headings(code)
    return rule is not None and any(rule.fullmatch(s.strip().lower()) for s in subjects)


def issues_by_rule(
    title: str, codes: tuple[str, ...] = HAND_CODED + THEMES, subjects: Sequence[str] = ()
) -> str:
    """Return the issue codes that the rules give to a title and to the headings of a text.

    Parameters
    ----------
    title : str
        Of more than 300 letters, it is not a title and has no codes.
    codes : tuple of str
        The codes asked for.
    subjects : sequence of str
        Headings of the UNBIS Thesaurus, where the text is published with any.

    Returns
    -------
    str
        Codes in alphabetical order, separated by spaces; "" for none.

    Examples
    --------
    >>> issues_by_rule("Women in development"), issues_by_rule("Nuclear disarmament")
    ('ec gender', 'di nu')
    >>> issues_by_rule("Question of Guam", subjects=("DECOLONIZATION",))
    'co'
    """
    read = bool(title) and len(title) <= LONGEST_TITLE
    given = (c for c in codes if (read and on_issue(c, title)) or under_heading(c, subjects))
    return join_issues(*given)


def join_issues(*codes: str) -> str:
    """Join issue codes: unique, in alphabetical order, separated by spaces.

    Examples
    --------
    >>> join_issues("nu di", "ukraine", "")
    'di nu ukraine'
    """
    return " ".join(sorted({c for text in codes for c in text.split()}))


@cache
def _compiled(code: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    # The phrases are in small letters, and so is the text: faster than ignoring case.
    strike = PASS_OVER.get(code)
    return (
        re.compile("|".join(PHRASES[code])),
        re.compile("|".join(strike)) if strike else None,
    )


@cache
def _headings(code: str) -> re.Pattern[str] | None:
    return re.compile("|".join(HEADINGS[code])) if code in HEADINGS else None


@cache
def _ukraine_texts() -> dict[str, tuple[bool, bool]]:
    """Read the list of texts: whether each is in, without and with the doubtful ones."""
    path = EMBEDDED / "ukraine_texts.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = {r["symbol"]: (r["in"] == "1", r["wide"] == "1") for r in csv.DictReader(stream)}
    except (OSError, KeyError) as error:
        raise RecordError("the list of texts cannot be read", shown(path)) from error
    return rows
