"""The shift on recurring texts: the same resolution, voted on before the event and after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate
from analysis.inference import MIN_DAYS, day_sums, jackknife_level
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.methods.scores import partner_scores, quantity_with
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["pair_texts", "recurring_shift"]

Floats = npt.NDArray[np.float64]

PAIR_COLUMNS = ["text", "title", "last_before", "first_after", "before", "after", "change"]


def pair_texts(rollcalls: RollCalls, study: Study, partner: str) -> tuple[pd.DataFrame, bool]:
    """Set the votes on each recurring text after the event beside those before it.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    partner : str
        As in `analysis.shift.methods.scores.partner_scores`.

    Returns
    -------
    table : DataFrame
        Columns ``text, title, last_before, first_after, before, after, change``: mean scores
        on the text, one row a text.
    reached : bool
        Whether "before" is the last vote on the text before the event, at any time, because
        fewer than five texts have votes in both windows. The record of 2020 to 2024 has no
        titles and so hardly any recurring text.
    """
    window, later = study_windows(study)
    named = rollcalls.calls[["date", "recurring_text"]]
    since = later.mask(named["date"])
    texts = set(named.loc[since, "recurring_text"]) - {""}
    part = rollcalls.take(named["recurring_text"].isin(texts).to_numpy())
    if not part.n_calls:
        return pd.DataFrame(columns=PAIR_COLUMNS), False
    frame = part.calls[["date", "title", "recurring_text"]]
    frame = frame.assign(score=partner_scores(part, study, partner)).dropna(subset=["score"])
    after = frame[later.mask(frame["date"])]
    earlier = frame[Window(last=window.last).mask(frame["date"])]
    within = earlier[window.mask(earlier["date"])]
    reached = len(set(within["recurring_text"]) & set(after["recurring_text"])) < MIN_DAYS
    if reached:
        newest = earlier.groupby("recurring_text")["date"].transform("max")
        within = earlier[earlier["date"] == newest]
    one, two = within.groupby("recurring_text"), after.groupby("recurring_text")
    table = pd.DataFrame(
        {
            "title": two["title"].first(),
            "last_before": one["date"].max(),
            "first_after": two["date"].min(),
            "before": one["score"].mean(),
            "after": two["score"].mean(),
        }
    ).dropna(subset=["before", "after"])
    table["change"] = table["after"] - table["before"]
    return table.rename_axis("text").reset_index(), reached


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
        after the event; None without a text in both windows.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 3], [1, 1, 3, 3]], states=["USA", "RUS"],
    ...                           recurring_text=["a", "b", "b", "a"])
    >>> study = Study(before="2000-01-01", event="2000-01-03", until="2001-01-01")
    >>> recurring_shift(rc, study, "RUS").estimate
    0.5
    """
    table, reached = pair_texts(rollcalls, study, partner)
    if table.empty:
        return None
    change = table["change"].to_numpy()
    days = np.unique(table["first_after"].to_numpy(), return_inverse=True)[1]
    sums = day_sums(np.column_stack([change, np.ones(len(change))]), days)
    found = jackknife_level(sums, lambda t: t[0] / t[1], study.level, sizes=sums[:, 1])
    compared = (
        f"the last vote on the same text before the event, "
        f"{table['last_before'].min():%Y-%m-%d} to {table['last_before'].max():%Y-%m-%d}"
        if reached
        else f"votes on the same texts from {study.before} to the day before the event"
    )
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
        method=f"mean over texts of the mean score after less before; {found.said()}",
        rests_on=f"{len(table)} recurring texts voted on by both before {study.event} and since",
        comparison=compared,
        assumptions=(
            "a text under the same title asks the same each time",
            "texts first voted on after the event on different days are independent of each other",
            *(
                (
                    "fewer than five texts have votes in both windows, so the earlier vote may lie "
                    "before the study's window and under another government",
                )
                if reached
                else ()
            ),
        ),
        table=table,
        quantity=replace(quantity, part="recurring"),
        **found.fields(),
    )
