"""The shift on recurring texts: the same resolution, voted on before the event and after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate
from analysis.inference import Jackknife, day_sums, jackknife_level, ratio
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.methods.scores import partner_scores, quantity_with
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["pair_texts", "paired_jackknife", "recurring_shift", "scored_pairs"]

Floats = npt.NDArray[np.float64]


def pair_texts(rollcalls: RollCalls, study: Study, baseline: Window | None = None) -> pd.DataFrame:
    """Pair the first roll call on each recurring text since the event with its last one before.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    baseline : Window, optional
        Where the earlier roll call must lie: a text that was voted on only before it, or between
        it and the event, is not paired. Default is the study's window before the event.

    Returns
    -------
    DataFrame
        Columns ``text, title, last_before, first_after, before_id, after_id, call_before,
        call_after`` (positions in the roll calls), in order of the later roll call.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 3]], states=["USA"], recurring_text=["a", "a", "a"],
    ...                           dates=["2018-12-01", "2023-12-01", "2025-12-01"])
    >>> pair_texts(rc, Study())[["call_before", "call_after"]].values.tolist()
    [[1, 2]]
    """
    window, later = study_windows(study)
    calls = rollcalls.calls[["id", "date", "title", "recurring_text"]]
    calls = calls.assign(call=np.arange(len(calls)))[calls["recurring_text"] != ""]
    calls = calls.sort_values("date", kind="stable")
    one = calls[(baseline or window).mask(calls["date"])].drop_duplicates(
        "recurring_text", keep="last"
    )
    two = calls[later.mask(calls["date"])].drop_duplicates("recurring_text", keep="first")
    both = two.merge(one, on="recurring_text", suffixes=("_after", "_before"))
    names = {
        "recurring_text": "text",
        "title_after": "title",
        "date_before": "last_before",
        "date_after": "first_after",
        "id_before": "before_id",
        "id_after": "after_id",
    }
    return both.rename(columns=names)[[*names.values(), "call_before", "call_after"]].reset_index(
        drop=True
    )


def scored_pairs(pairs: pd.DataFrame, scores: Floats) -> pd.DataFrame:
    """Set the scores of paired roll calls side by side; pairs without both are left out.

    Parameters
    ----------
    pairs : DataFrame
        From `pair_texts`.
    scores : ndarray of float, shape (n_calls,)

    Returns
    -------
    DataFrame
        With ``before, after, change``.
    """
    found = pairs.assign(
        before=scores[pairs["call_before"].to_numpy(dtype=np.intp)],
        after=scores[pairs["call_after"].to_numpy(dtype=np.intp)],
    )
    found["change"] = found["after"] - found["before"]
    return found.dropna(subset=["change"]).reset_index(drop=True)


def paired_jackknife(table: pd.DataFrame, level: float) -> Jackknife:
    """Estimate the mean change of scored pairs, leaving out the later days one by one.

    Parameters
    ----------
    table : DataFrame
        From `scored_pairs`.
    level : float
    """
    change = table["change"].to_numpy()
    days = np.unique(table["first_after"].to_numpy(), return_inverse=True)[1]
    sums = day_sums(np.column_stack([change, np.ones(len(change))]), days)
    return jackknife_level(sums, ratio(0), level, sizes=sums[:, 1], vectorised=True)


def recurring_shift(rollcalls: RollCalls, study: Study, partner: str) -> Estimate | None:
    """Estimate the change of raw agreement on texts voted on before and after the event.

    Parameters
    ----------
    rollcalls, study, partner
        As in `pair_texts`.

    Returns
    -------
    Estimate or None
        Mean change over texts, with a jackknife of the days on which texts were first voted on
        after the event; None without a text voted on in both windows.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 3], [1, 1, 3, 3]], states=["USA", "RUS"],
    ...                           recurring_text=["a", "b", "b", "a"])
    >>> study = Study(before="2000-01-01", event="2000-01-03", until="2001-01-01")
    >>> recurring_shift(rc, study, "RUS").estimate
    0.5
    """
    pairs = pair_texts(rollcalls, study)
    table = scored_pairs(pairs, partner_scores(rollcalls, study, partner)) if len(pairs) else pairs
    if table.empty:
        return None
    found = paired_jackknife(table, study.level)
    quantity = quantity_with(
        study,
        partner,
        "change on texts voted on before and after in agreement with {partner}{of} (raw)",
    )
    return Estimate(
        f"agenda.recurring.{partner}",
        quantity.words(),
        level=study.level,
        n=len(table),
        unit="recurring texts",
        method=f"mean over texts of the first vote since minus the last before; {found.said()}",
        rests_on=f"{len(table)} recurring texts voted on by both from {study.before} to the day "
        f"before {study.event}, and since",
        comparison=f"the last vote on the same text from {study.before} to the day before",
        assumptions=(
            "a text under the same title asks the same each time",
            "texts first voted on after the event on different days are independent of each other",
        ),
        table=table,
        quantity=replace(quantity, part="recurring"),
        **found.fields(),
    )
