"""Spaces that keep numbers together on a line, and below each other in a column."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["NO_BREAK", "aligned", "unbroken"]

#: As wide as a digit, and a minus sign is as wide as that.
FIGURE_SPACE = "\N{FIGURE SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_BRACKETS = re.compile(r"(?<=\[)([\N{MINUS SIGN}-]?[\d.]+),\s+([\N{MINUS SIGN}-]?[\d.]+)(?=\])")
_NUMBER = re.compile(r"(?P<lead>\N{MINUS SIGN}?[\d,]+)(?:\.\d+)?(?: \[[^\]]*\])?")


def unbroken(text: str) -> str:
    r"""Keep the two ends of an interval on one line.

    Examples
    --------
    >>> unbroken("rose (0.25 [0.11, 0.43])")
    'rose (0.25 [0.11,\xa00.43])'
    """
    return _BRACKETS.sub(rf"\1,{NO_BREAK}\2", text)


def aligned(
    rows: Sequence[Sequence[str]], right: Sequence[bool], widest: int = 3
) -> list[list[str]]:
    r"""Set numbers that stand flush left below each other at the decimal point.

    Parameters
    ----------
    rows : sequence of sequence of str
        The cells of a table.
    right : sequence of bool
        Whether a column stands flush right; such columns are left as they are.
    widest : int
        A number with more places than this before the point is not waited for.

    Returns
    -------
    list of list of str
        In columns that hold numbers only, with or without an interval, each has figure spaces
        before it in place of the minus sign or digits that another has, and is not broken.

    Examples
    --------
    >>> aligned([["0.33 [0.04, 0.63]"], ["\u22120.11"]], [False])
    [['\u20070.33\xa0[0.04,\xa00.63]'], ['−0.11']]
    """
    out = [list(row) for row in rows]
    for column, flush_right in enumerate(right):
        found = {i: _NUMBER.fullmatch(row[column]) for i, row in enumerate(rows)}
        leads = {i: len(match["lead"]) for i, match in found.items() if match}
        others = [rows[i][column] for i, match in found.items() if not match]
        if flush_right or not leads or any(any(map(str.isalnum, text)) for text in others):
            continue
        wide = max((n for n in leads.values() if n <= widest), default=0)
        for i, n in leads.items():
            text = rows[i][column].replace(" ", NO_BREAK)
            out[i][column] = FIGURE_SPACE * max(0, wide - n) + text
    return out
