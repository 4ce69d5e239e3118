"""What is not observed: how strong must it be to make the change of a share by itself?

The E-value (VanderWeele and Ding 2017, Annals of Internal Medicine 167): something about the
texts, such as a subject that nobody coded, would have to be so many times as frequent in one
window as in the other, and so many times as likely to bring that vote, for the ratio of two
shares to be its work alone.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.windows import window_masks
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.inference import day_sums, days_of, jackknife_change, ratio
from analysis.quantity import Quantity
from analysis.record.codes import Vote, is_cast
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design, gathered
from analysis.shift.methods.scores import partner_in_words, vote_scores
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["DESIGN", "OUTCOMES", "e_value", "selection", "selection_design"]

Floats = npt.NDArray[np.float64]
#: Shares that page one tells: Noes, and the same vote as the rival.
OUTCOMES = ("no", "rival")


def e_value(ratio: float) -> float:
    """Return the E-value of a ratio of two shares.

    Examples
    --------
    >>> round(e_value(2.0), 3), round(e_value(0.5), 3), e_value(1.0)
    (3.414, 3.414, 1.0)
    """
    r = max(ratio, 1 / ratio) if ratio > 0 else float("inf")
    return float(r + np.sqrt(r * (r - 1))) if np.isfinite(r) else float("inf")


def selection(rollcalls: RollCalls, study: Study, outcome: str = "no") -> Estimate:
    """Compute the E-value of the change of a share.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    outcome : {"no", "rival"}
        Share of Noes among the votes cast, or of the same vote as the rival's among the roll
        calls on which both voted.

    Returns
    -------
    Estimate
        The E-value of the ratio of the shares. ``details`` has ``interval``, the E-value of the
        end of the ratio's interval nearer to one (1 if it holds one, None without an interval), and
        ``ratio, low, high``. The table has a row per window: ``window, share, n``.

    Raises
    ------
    UsageError
        If the outcome is unknown, or a share is zero or not defined in a window.

    Examples
    --------
    >>> votes = [[1, 1, 1, 3, 3, 3, 3, 1], [1] * 8]
    >>> rc = RollCalls.from_votes(votes, states=["USA", "RUS"])
    >>> study = Study(before="2000-01-01", event="2000-01-05", until="2001-01-01")
    >>> round(selection(rc, study).estimate, 2)  # from 1 of 4 to 3 of 4
    5.45
    """
    if outcome not in OUTCOMES:
        raise UsageError(f"unknown outcome {outcome!r}", "outcome", f"use {', '.join(OUTCOMES)}")
    own = rollcalls.of(study.country)
    if outcome == "no":
        counts, hit = is_cast(own), own == Vote.NO
        form = "E-value of the change in the share of Noes{of}"
    else:
        score = vote_scores(own, rollcalls.of(study.rival))
        counts, hit = ~np.isnan(score), score == 1
        form = "E-value of the change in the share of votes{of} that are those of {partner}"
    both = np.column_stack([hit & counts, counts])
    windows = []
    for mask in window_masks(rollcalls, *study_windows(study)):
        windows.append(day_sums(both[mask], days_of(rollcalls.calls[mask])))
    share = ratio(0, 1)
    shares = [float(share(w.sum(axis=0))) for w in windows]
    if not all(np.isfinite(s) and s > 0 for s in shares):
        raise UsageError("a share is zero, or not defined", "selection", "widen the windows")

    def log_share(total: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.log(share(total))

    found = jackknife_change(
        windows[0],
        windows[1],
        log_share,
        study.level,
        sizes=(windows[0][:, 1], windows[1][:, 1]),
        vectorised=True,
    )
    times, low, high = np.exp([found.estimate, found.low, found.high])
    near: float | None = None
    if found.has_error:
        near = 1.0 if low <= 1 <= high else e_value(low if low > 1 else high)
    quantity = Quantity(
        "statistic",
        f"share of {outcome}",
        study.country,
        study.rival,
        form=form,
        state_name=in_sentence(study.country),
        partner_name=partner_in_words(study, study.rival),
    )
    n = [int(w[:, 1].sum()) for w in windows]
    part = rollcalls.select(start=study.before, end=study.until)
    return Estimate(
        f"selection.{outcome}",
        quantity.words(),
        e_value(float(times)),
        level=study.level,
        n=sum(n),
        method="E-value of the ratio of two shares (VanderWeele and Ding 2017); of the ratio, "
        f"{found.said()}",
        rests_on=part.rests_on(),
        comparison=f"{n[0]} roll calls before the event",
        assumptions=("what is not observed acts by the texts that are put to the vote",),
        table=pd.DataFrame({"window": ["before", "after"], "share": shares, "n": n}),
        quantity=quantity,
        details={
            "ratio": float(times),
            "low": float(low) if found.has_error else None,
            "high": float(high) if found.has_error else None,
            "interval": near,
        },
    )


def selection_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Compute the E-values of the shares that page one tells: on whole texts."""
    part = rollcalls.select(body="GA").whole()
    calls = part.calls
    parts = calls["paragraph"].fillna(False) | calls["amendment"].fillna(False)
    part = part.take(~parts.to_numpy(dtype=bool))
    return gathered(partial(selection, part, study, outcome) for outcome in OUTCOMES)


DESIGN = Design("selection", selection_design, power={"selection.no": 1.0})
