"""Issue codes of roll calls.

The record's own six codes are hand-coded by its publisher: ``me`` Palestine and the Middle
East, ``nu`` nuclear weapons, ``di`` arms control, ``hr`` human rights, ``co`` colonialism,
``ec`` economic development. One more is ours: ``ukraine``, given to the texts on the war and
the occupied territories listed in the embedded facts, and to later titles by the rule below.
"""

from __future__ import annotations

import re

__all__ = ["ISSUES", "join_issues", "on_ukraine"]

ISSUES: dict[str, str] = {
    "co": "colonialism",
    "di": "arms control",
    "ec": "economic development",
    "hr": "human rights",
    "me": "Palestine and the Middle East",
    "nu": "nuclear weapons",
    "ukraine": "Ukraine and its territories since 2014",
}

#: Names of the country and of the territories that a text on the war must mention.
_UKRAINE = re.compile(r"\bukrain(e|ian)\b|\bcrimea\b|\bsevastopol\b|\bsea of azov\b", re.IGNORECASE)


def on_ukraine(title: str, year: int) -> bool:
    """Say whether a title is on Ukraine as the issue is understood here.

    Texts before 2014 that name the country (as a member, a host, a sponsor, or Chornobyl)
    are not on the war; so only titles from 2014 count. A text of more than 300 letters is
    a page of meeting record, not a title, and may name the country among the speakers.

    Examples
    --------
    >>> on_ukraine("Territorial integrity of Ukraine", 2014), on_ukraine("The path to peace", 2025)
    (True, False)
    """
    return year >= 2014 and len(title) <= 300 and _UKRAINE.search(title) is not None


def join_issues(*codes: str) -> str:
    """Join issue codes: unique, in alphabetical order, separated by spaces.

    Examples
    --------
    >>> join_issues("nu di", "ukraine", "")
    'di nu ukraine'
    """
    return " ".join(sorted({c for text in codes for c in text.split()}))
