"""Issue codes by rule, for the roll calls that nobody has coded by hand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.issues import HAND_CODED, THEMES, issues_by_rule, join_issues

__all__ = ["code_by_rule", "coded_by_hand"]


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


def code_by_rule(calls: pd.DataFrame) -> tuple[pd.Series, str]:
    """Add the codes that the rules give to the titles.

    The six codes of the record are added only where no hand has given them; the themes that
    the record does not code, wherever there is a title.

    Parameters
    ----------
    calls : DataFrame
        With ``date, issues, source, title``.

    Returns
    -------
    issues : Series of str
    note : str
        How many roll calls carry codes by rule; "" if none does.

    Examples
    --------
    >>> calls = pd.DataFrame({"date": pd.to_datetime(["2025-12-01"]), "issues": "",
    ...     "source": "undl", "title": "Nuclear disarmament"})
    >>> issues, note = code_by_rule(calls)
    >>> issues.tolist(), note.split(":")[0]
    (['di nu'], '1 roll calls carry issue codes by rule')
    """
    if calls.empty:
        return calls["issues"], ""
    hand = coded_by_hand(calls)
    titles = calls["title"].to_numpy()
    # Half of the titles recur, and few are not coded by hand: each is read once.
    by_rule = {t: issues_by_rule(t, HAND_CODED) for t in set(titles[~hand])}
    on_theme = {t: issues_by_rule(t, THEMES) for t in set(titles)}
    six = ["" if h else by_rule[t] for t, h in zip(titles, hand, strict=True)]
    themes = [on_theme[t] for t in titles]
    given = zip(calls["issues"], six, themes, strict=True)
    issues = pd.Series([join_issues(*codes) for codes in given], index=calls.index, dtype="str")
    n_six, n_themes = sum(map(bool, six)), sum(map(bool, themes))
    n = sum(bool(a or b) for a, b in zip(six, themes, strict=True))
    if not n:
        return issues, ""
    return issues, (
        f"{n} roll calls carry issue codes by rule: {n_six} of {int((~hand).sum())} not coded "
        f"by hand, and {n_themes} on {', '.join(THEMES)}, which nobody codes by hand"
    )
