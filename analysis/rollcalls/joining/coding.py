"""Issue codes by rule, for the roll calls that nobody has coded by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.issues import (
    HAND_CODED,
    THEMES,
    UKRAINE_CODES,
    issues_by_rule,
    join_issues,
    ukraine_codes,
)
from analysis.record.readers.voeten.breaks import COPIED_CODES, COPIED_YEARS
from analysis.resolutions.gather import plain_symbol

__all__ = ["code_by_rule", "code_ukraine", "coded_by_hand", "codes_left_out", "headings_of"]


def coded_by_hand(calls: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which roll calls their publisher has coded, if only as being on none of the issues.

    A source that gives the six codes at all has coded its roll calls up to the last day on
    which one has a code; what is later was not coded yet.

    Parameters
    ----------
    calls : DataFrame
        With ``date, issues, source``.

    Returns
    -------
    ndarray of bool, shape (n_calls,)

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2019-01-01", "2019-06-01", "2020-01-01"]),
    ...     "issues": ["", "me", ""], "source": "unvotes"})
    >>> coded_by_hand(calls).tolist()
    [True, True, False]
    """
    coded = calls["issues"].str.split().map(lambda codes: not set(HAND_CODED).isdisjoint(codes))
    last = calls["date"].where(coded.astype(bool)).groupby(calls["source"]).transform("max")
    return (calls["date"] <= last).to_numpy(dtype=bool)


def codes_left_out(calls: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say on which roll calls the codes of colonialism and economic development are not given.

    In some years they only repeat another code and are left out where they are read
    (`analysis.record.readers.voeten.breaks.drop_copied_codes`).

    Parameters
    ----------
    calls : DataFrame
        With ``date, issues, source``, before codes by rule.

    Returns
    -------
    ndarray of bool, shape (n_calls,)
        True in those years, where the source has neither code on any roll call of the year.

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2018-12-01", "2019-12-01", "2020-12-01"]),
    ...     "issues": ["co", "di", "ec"], "source": "matrix"})
    >>> codes_left_out(calls).tolist()
    [False, True, False]
    """
    year = calls["date"].dt.year
    has = calls["issues"].str.split().map(lambda codes: not set(COPIED_CODES).isdisjoint(codes))
    given = has.astype(bool).groupby([calls["source"], year]).transform("any")
    return (year.isin(COPIED_YEARS) & ~given).to_numpy(dtype=bool)


def code_ukraine(calls: pd.DataFrame) -> pd.Series:
    """Give the two codes of Ukraine, by the list of texts and, where it is silent, by title.

    Parameters
    ----------
    calls : DataFrame
        With ``date, issues, symbol, title``. A code that a source gives stays, unless the
        list says otherwise.

    Returns
    -------
    Series of str
        The issue codes with the two.

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2025-12-10"]), "issues": "sdg ukraine",
    ...     "symbol": "A/RES/80/111", "title": "Consequences of the Chornobyl disaster"})
    >>> code_ukraine(calls).tolist()
    ['sdg ukraine_wide']
    """
    codes = []
    for given, day, symbol, title in zip(
        calls["issues"], calls["date"], calls["symbol"], calls["title"], strict=True
    ):
        if day.year < 2014:
            codes.append(given)
            continue
        # What a source calls Ukraine is as a title that names it.
        named = title if "ukraine" not in given.split() else "Ukraine"
        others = [c for c in given.split() if c not in UKRAINE_CODES]
        codes.append(join_issues(*others, ukraine_codes(named, day.year, symbol)))
    return pd.Series(codes, index=calls.index, dtype="str")


def headings_of(calls: pd.DataFrame, texts: pd.DataFrame) -> list[tuple[str, ...]]:
    """Find the headings under which the text of each roll call is filed.

    Parameters
    ----------
    calls : DataFrame
        With ``symbol``.
    texts : DataFrame
        Resolutions (`analysis.record.texts.TEXT_COLUMNS`), with ``symbol, subjects``.

    Returns
    -------
    list of tuple of str, length n_calls
        Empty where the symbol is not known, or not among the texts.

    Examples
    --------
    >>> calls = pd.DataFrame({"symbol": ["A/RES/80/1", ""]})
    >>> texts = pd.DataFrame({"symbol": ["A/RES/80/1"], "subjects": [("OCEANS",)]})
    >>> headings_of(calls, texts)
    [('OCEANS',), ()]
    """
    filed = dict(zip(plain_symbol(texts["symbol"]), texts["subjects"], strict=True))
    return [tuple(filed.get(s, ())) if s else () for s in plain_symbol(calls["symbol"])]


def code_by_rule(
    calls: pd.DataFrame, subjects: Sequence[Sequence[str]] | None = None
) -> tuple[pd.Series, str]:
    """Add the codes that the rules give to the titles and headings.

    The six codes of the record are added only where no hand has given them; the themes that
    the record does not code, wherever there is a title; those of Ukraine by `code_ukraine`.

    Parameters
    ----------
    calls : DataFrame
        With ``date, issues, source, symbol, title``.
    subjects : sequence of sequence of str, length n_calls, optional
        The headings under which each text is filed, empty where none are known.

    Returns
    -------
    issues : Series of str
    note : str
        How many roll calls carry codes by rule; "" if none does.

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2025-12-01"]), "issues": "",
    ...     "source": "undl", "symbol": "", "title": "Nuclear disarmament"})
    >>> issues, note = code_by_rule(calls)
    >>> issues.tolist(), note.split(":")[0]
    (['di nu'], '1 roll calls carry issue codes by rule')
    """
    if calls.empty:
        return calls["issues"], ""
    hand = coded_by_hand(calls)
    open_codes = [
        HAND_CODED if not h else COPIED_CODES if out else ()
        for h, out in zip(hand, codes_left_out(calls), strict=True)
    ]
    headings = [tuple(s) for s in subjects] if subjects is not None else [()] * len(calls)
    titles = calls["title"].tolist()
    # Half of the titles recur: each is read once.
    read = cache(issues_by_rule)
    six = [read(t, c, s) for t, c, s in zip(titles, open_codes, headings, strict=True)]
    themes = [read(t, THEMES) for t in titles]
    given = zip(code_ukraine(calls), six, themes, strict=True)
    issues = pd.Series([join_issues(*codes) for codes in given], index=calls.index, dtype="str")
    n_six, n_themes = sum(map(bool, six)), sum(map(bool, themes))
    n = sum(bool(a or b) for a, b in zip(six, themes, strict=True))
    if not n:
        return issues, ""
    return issues, (
        f"{n:,} roll calls carry issue codes by rule: {n_six} of {sum(map(bool, open_codes))} not "
        f"coded by hand, or not on {' and '.join(COPIED_CODES)}, and {n_themes} on "
        f"{', '.join(THEMES)}, which nobody codes by hand"
    )
