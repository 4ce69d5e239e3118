"""Recurring texts: the same resolution voted on in different sessions.

Two kinds of evidence are used. The publisher's list of pairs, followed to the smallest number
of each chain. And the title: two roll calls of different sessions with the same normalised
title are on one text, if that title occurs once in each of the two sessions; paragraph votes,
amendments and titles that name a year's occasion are left alone. Texts whose title was
reworded are missed, and so are all roll calls without a title (2020 to 2024 in the matrix).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.paths import shown
from analysis.record.tabular import call_numbers, read_table

__all__ = ["link_texts", "normal_title", "read_matches"]

_NUMBERS = re.compile(r"\b(19|20)\d\d\b(\s*[-–/]\s*(19|20)?\d\d)?")
_OTHER = re.compile(r"[^a-z ]+")
#: Titles this short name a subject, not a text.
MIN_WORDS = 3


def normal_title(title: str) -> str:
    """Reduce a title to what stays the same from year to year.

    Examples
    --------
    >>> normal_title("Follow-up to nuclear disarmament, 2010-2019")
    'follow up to nuclear disarmament'
    """
    text = _NUMBERS.sub(" ", title.lower())
    return " ".join(_OTHER.sub(" ", text).split())


def read_matches(path: Path) -> list[tuple[str, str]]:
    """Read the publisher's pairs of roll calls on the same text.

    Returns
    -------
    list of (id, id)
    """
    table = read_table(path, ("rcid1", "rcid2"))
    ids = ["rcid-" + call_numbers(table[c], shown(path)) for c in ("rcid1", "rcid2")]
    return list(zip(*ids, strict=True))


def link_texts(calls: pd.DataFrame, matches: list[tuple[str, str]]) -> pd.Series:
    """Name the recurring text of each roll call.

    Parameters
    ----------
    calls : DataFrame
        In order of date, with ``id, body, session, title, paragraph, amendment``.
    matches : list of (id, id)
        Pairs on the same text, from `read_matches`; unknown ids are passed over.

    Returns
    -------
    Series of str
        The id of the first roll call of the chain; "" for a text voted on once.

    Examples
    --------
    >>> calls = pd.DataFrame({"id": ["a", "b", "c"], "body": "GA", "session": ["1", "2", "3"],
    ...     "title": ["Peace in outer space", "Peace in outer space", "Other"],
    ...     "paragraph": False, "amendment": False})
    >>> link_texts(calls, []).tolist()
    ['a', 'a', '']
    """
    parent = np.arange(len(calls))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return int(i)

    def join(i: int, j: int) -> None:
        a, b = sorted((root(i), root(j)))
        parent[b] = a

    position = {name: i for i, name in enumerate(calls["id"])}
    for first, second in matches:
        if first in position and second in position:
            join(position[first], position[second])
    keys = calls["title"].map(normal_title)
    part = calls["paragraph"].fillna(False).astype(bool) | calls["amendment"].fillna(False).astype(
        bool
    )
    usable = keys.str.split().str.len().ge(MIN_WORDS) & ~part & (calls["body"] == "GA")
    frame = pd.DataFrame({"i": range(len(calls)), "key": keys, "session": calls["session"]})[usable]
    # A title that occurs twice in a session may stand for two texts: it links nothing there.
    frame = frame[~frame.duplicated(["key", "session"], keep=False)]
    for _, group in frame.groupby("key", sort=False):
        for i in group["i"].iloc[1:]:
            join(int(group["i"].iloc[0]), int(i))
    roots = np.array([root(i) for i in range(len(calls))])
    size = np.bincount(roots, minlength=len(calls))
    names = calls["id"].to_numpy()[roots]
    return pd.Series(np.where(size[roots] > 1, names, ""), index=calls.index, dtype="str")
