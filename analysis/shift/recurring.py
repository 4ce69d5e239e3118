"""The shift on recurring texts: the same resolution, voted on before the event and after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate
from analysis.inference import Jackknife, jackknife_level
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.methods.scores import partner_scores, quantity_with
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["pair_texts", "paired_jackknife", "recurring_shift", "scored_pairs", "sign_flip_p"]

Floats = npt.NDArray[np.float64]

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


def paired_jackknife(table: pd.DataFrame, level: float, block: str = "day") -> Jackknife:
    """Estimate the mean change of scored pairs, leaving out the later days one by one.

    Parameters
    ----------
    table : DataFrame
        From `scored_pairs`.
    level : float
    block : {"day", "text"}
        What is left out: all pairs whose later roll call is of one day, or one pair.
    """
    key = table["first_after"] if block == "day" else table["text"]
    change, place = table["change"].to_numpy(), np.unique(key.to_numpy(), return_inverse=True)[1]
    sums = np.column_stack([np.bincount(place, weights=change), np.bincount(place)])
    return jackknife_level(sums, _mean, level, sizes=sums[:, 1])


def _mean(total: Floats) -> float:
    return float(total[0] / total[1]) if total[1] else float("nan")


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
    pairs = pair_texts(rollcalls, study)
    table = scored_pairs(pairs, partner_scores(rollcalls, study, partner)) if len(pairs) else pairs
    if table.empty:
        return None
    found = paired_jackknife(table, study.level, block)
    key = table["first_after"] if block == "day" else table["text"]
    sums = table.groupby(key)["change"].sum().to_numpy()
    flips = len(sums) >= LEAST_FLIPPED and sums.any()
    p = sign_flip_p(sums, study.draws, np.random.default_rng(study.seed)) if flips else None
    quantity = quantity_with(
        study,
        partner,
        "change on texts voted on before and after in agreement with {partner}{of} (raw)",
    )
    return Estimate(
        f"agenda.recurring.{partner}",
        quantity.words(),
        found.estimate,
        low=found.low if found.has_error else None,
        high=found.high if found.has_error else None,
        level=study.level,
        se=found.se if found.has_error else None,
        p_value=p,
        n=len(table),
        unit="recurring texts",
        method="mean over texts of the first vote since less the last before; "
        f"{found.said(block)}; p by {study.draws:,} sign flips",
        rests_on=f"{len(table)} recurring texts voted on by both from {study.before} to the day "
        f"before {study.event}, and since",
        comparison=f"the last vote on the same text from {study.before} to the day before",
        assumptions=(
            "a text under the same title asks the same each time",
            "blocks of texts are independent of each other",
        ),
        table=table,
        quantity=replace(quantity, part="recurring"),
        p_floor=1 / (1 + study.draws),
    )
