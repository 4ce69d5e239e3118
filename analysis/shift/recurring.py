"""The shift on recurring texts: the same resolution, voted on before the event and after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.bootstrap import MIN_BLOCKS, interval
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.methods.scores import partner_scores, quantity_with
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["pair_texts", "recurring_shift", "sign_flip_p"]

Floats = npt.NDArray[np.float64]

PAIR_COLUMNS = ["text", "title", "last_before", "first_after", "before", "after", "change"]

#: Fewer blocks than this get no p-value: with five the smallest possible is 2 / 2**5 = 0.06.
LEAST_FLIPPED = 6


def sign_flip_p(sums: Floats, draws: int, rng: np.random.Generator) -> float:
    """Test whether block sums are centred on zero, by flipping their signs at random.

    Parameters
    ----------
    sums : ndarray, shape (n_blocks,)
        Sum of paired differences in each block. If before and after are exchangeable within
        a block, its sum is as likely to have the other sign.
    draws : int
    rng : Generator

    Returns
    -------
    float
        Two-sided; (1 + draws at least as extreme) / (1 + draws).

    Examples
    --------
    >>> sign_flip_p(np.zeros(10), 99, np.random.default_rng(1))
    1.0
    """
    signs = rng.integers(0, 2, (draws, len(sums))) * 2.0 - 1.0
    # Rounded so that the observed arrangement, when it is drawn, counts as itself.
    flipped, seen = np.abs(signs @ sums).round(9), np.round(abs(sums.sum()), 9)
    return float((1 + (flipped >= seen).sum()) / (1 + draws))


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
    reached = len(set(within["recurring_text"]) & set(after["recurring_text"])) < MIN_BLOCKS
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


def recurring_shift(
    rollcalls: RollCalls, study: Study, partner: str, block: str = "day"
) -> Estimate | None:
    """Estimate the change of raw agreement on texts voted on before and after the event.

    Parameters
    ----------
    rollcalls, study, partner
        As in `pair_texts`.
    block : {"day", "text"}
        What the bootstrap and the sign flips take together: texts whose first vote after the
        event fell on one day, or each text alone.

    Returns
    -------
    Estimate or None
        Mean change over texts; the p-value flips signs of blocks. Without an interval below
        five blocks, without a p-value below six or if no text changed; None without a text in
        both.

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
    key = table["first_after"] if block == "day" else table["text"]
    blocks = np.unique(key.to_numpy(), return_inverse=True)[1]
    sums, sizes = np.bincount(blocks, weights=change).astype(np.float64), np.bincount(blocks)
    n = len(sums)
    rng = np.random.default_rng(study.seed)
    draws = None
    if n >= MIN_BLOCKS:
        times = rng.multinomial(n, np.full(n, 1.0 / n), size=study.draws)
        draws = (times @ sums) / (times @ sizes)
    low, high = interval(draws, study.level)
    has = draws is not None
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
        float(change.mean()),
        low=low if has else None,
        high=high if has else None,
        level=study.level,
        se=float(np.std(draws, ddof=1)) if draws is not None else None,
        p_value=sign_flip_p(sums, study.draws, rng) if n >= LEAST_FLIPPED and sums.any() else None,
        n=len(table),
        unit="recurring texts",
        method=f"mean over texts of the mean score after less before; {study.draws:,} bootstrap "
        f"draws and sign flips of {n} blocks (one {block} each)",
        rests_on=f"{len(table)} recurring texts voted on by both before {study.event} and since",
        comparison=compared,
        assumptions=(
            "a text under the same title asks the same each time",
            "blocks of texts are independent of each other",
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
        p_floor=1 / (1 + study.draws),
    )
