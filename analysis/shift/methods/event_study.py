"""Vote-level event study: how likely is it that the country votes with another, after an event?

The unit is the roll call. Votes of one day hang together, and a few days hold most of them: errors
leave out one day at a time (`analysis.inference`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.inference import (
    Jackknife,
    day_sums,
    days_of,
    jackknife_joint,
    jackknife_mean,
    jackknife_regression,
)
from analysis.record.codes import is_cast
from analysis.record.issues import ISSUES
from analysis.record.states import in_sentence, is_state
from analysis.rollcalls import RollCalls
from analysis.shift.methods.vote_models import closer_vote
from analysis.shift.quantities import allies, group_in_words
from analysis.shift.surprise import modal_vote
from analysis.study import Study

__all__ = ["event_study", "vote_table"]

Floats = npt.NDArray[np.float64]

#: Columns of a design that holds a constant and time, and nothing else.
PLAIN = 2


def vote_table(rollcalls: RollCalls, study: Study, outcome: str = "rival") -> pd.DataFrame:
    """List the roll calls on which the country and whom it is compared with cast a vote.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    outcome : {"rival", "allies"} or state code
        Compare with the rival's vote, with the most common vote of the allies of that day, or
        with another state's.

    Returns
    -------
    DataFrame
        Columns ``id, date, text, issues, same, closeness, after``: ``same`` is 1 for the same
        vote, ``closeness`` 2 for the same vote, 1 for one step apart, 0 for yes against no;
        ``after`` says whether the day is on or after the event. Absences are left out.

    Raises
    ------
    UsageError
        If a state is unknown.
    """
    part = rollcalls.select(start=study.before, end=study.until, body="GA")
    mine = part.of(study.country).astype(np.int64)
    calls = part.calls
    if outcome == "allies":
        theirs = np.zeros(part.n_calls, dtype=np.int64)
        days = calls["date"].to_numpy()
        row_of, on = {s: i for i, s in enumerate(part.states.index)}, allies(study)
        for day in np.unique(days):
            rows = [row_of[s] for s in on(pd.Timestamp(day).date()) if s in row_of]
            here = days == day
            if rows:
                theirs[here] = modal_vote(part.votes[rows][:, here])
    else:
        theirs = part.of(study.rival if outcome == "rival" else outcome).astype(np.int64)
    keep = is_cast(mine.astype(np.int8)) & is_cast(theirs.astype(np.int8))
    table = calls[["id", "date", "issues"]].copy()
    table["text"] = _texts(calls)
    table["closeness"] = 2 - np.abs(mine - theirs)
    table["same"] = (mine == theirs).astype(np.int64)
    table["after"] = (calls["date"] >= pd.Timestamp(study.event)).to_numpy()
    columns = ["id", "date", "text", "issues", "same", "closeness", "after"]
    return table.loc[keep, columns].reset_index(drop=True)


def event_study(
    rollcalls: RollCalls,
    study: Study,
    outcome: str = "rival",
    *,
    model: str = "binary",
    issue: str | None = None,
    controls: Sequence[str] = (),
) -> Estimate:
    """Estimate how an event changed the chance that the country votes with another.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
        Country, rival, allies, event, the windows and level.
    outcome : {"rival", "allies"} or state code
        With whom; see `vote_table`.
    model : {"binary", "ordered"}
        "binary": linear model of the same vote or not; the estimate is the change in its
        probability. "ordered": ordered logit of three degrees of closeness; the estimate is the
        change in log-odds of a closer vote.
    issue : str, optional
        Estimate instead how much larger the change is on this issue than on the rest: the
        interaction of issue and time.
    controls : sequence of str
        Issue codes that enter as they are, to hold the agenda constant.

    Returns
    -------
    Estimate
        The table has a row per window, and issue if one is given: ``window, part, n, texts, days,
        p_same, closeness``. With votes on fewer than five days of a window there is neither
        interval nor p-value.

    Raises
    ------
    UsageError
        If an option is unknown, there is no vote on one side of the event, the outcome never
        varies, or the ordered logit runs off to a probability of 0 or 1.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> rival = rng.integers(1, 4, 400)
    >>> own = np.where((np.arange(400) >= 200) & (rng.random(400) < 0.5), rival, 1)
    >>> days = pd.date_range("2023-01-01", periods=400, freq="4D")
    >>> rc = RollCalls.from_votes([own, rival], states=["USA", "RUS"], dates=list(days))
    >>> e = event_study(rc, Study(before="2023-01-01", event=str(days[200].date())))
    >>> e.n, bool(e.low < 0.33 < e.high)
    (400, True)
    """
    _check(model, issue, controls)
    table = vote_table(rollcalls, study, outcome)
    group = group_in_words(study)
    most = group if is_state("".join(study.allies)) else f"most of {group}"
    who = {"rival": study.rival, "allies": most}.get(outcome, outcome)
    for side, here in (("before", ~table["after"]), ("after", table["after"])):
        if not here.any():
            raise UsageError(
                f"{study.country} and {who} cast no vote on one roll call {side} the event "
                f"{study.event}",
                "event study",
                f"the record runs from {rollcalls.first:%Y-%m-%d} to {rollcalls.last:%Y-%m-%d}",
            )
    y = table["same" if model == "binary" else "closeness"].to_numpy(dtype=np.int64)
    if np.ptp(y) == 0:
        raise UsageError(
            f"{study.country} votes with {who} always, or never", "event study", "nothing varies"
        )
    late = table["after"].to_numpy(dtype=bool)
    base, on = _held(table, issue, controls)
    time = late.astype(np.float64)
    design = np.column_stack([base, time] if issue is None else [base, time, on * time])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise UsageError(
            "time cannot be told apart from the controls", "event study", "leave some of them out"
        )
    days = days_of(table)
    if model == "binary":
        found = (
            _share(y, days, late, study.level)
            if design.shape[1] == PLAIN
            else jackknife_regression(
                design, y, np.eye(design.shape[1])[-1], days, late.astype(np.intp), study.level
            )
        )
        how = "linear probability"
    else:
        found = _ordered(y, design, days, late, study.level)
        how = "ordered logit of same vote, one step and opposite"
    what = (
        "the probability that {state} votes with {partner}"
        if model == "binary"
        else "the log-odds that {state} votes closer to {partner}"
    )
    where = "" if issue is None else f", on {ISSUES[issue]} minus that on the other roll calls"
    partner = study.rival if outcome == "rival" else outcome
    quantity = Quantity(
        "change", model, study.country, partner, form=f"change in {what}{where}", partner_name=who
    )
    return Estimate(
        name=f"event.{model}.{outcome}" + (f".{issue}" if issue else ""),
        estimand=quantity.words(),
        level=study.level,
        n=len(table),
        method=f"{how}; {found.said()}",
        rests_on=f"{len(table)} roll calls, {table['date'].min():%Y-%m-%d} to "
        f"{table['date'].max():%Y-%m-%d}",
        comparison=f"{int((~late).sum())} roll calls from {study.before} to the event",
        assumptions=(
            "without the event the country would have voted with them as often as before",
            "days of voting are independent of each other; a text that comes back every year is "
            "taken for another each time",
            "roll calls on which either cast no vote are left out",
        ),
        table=_summary(table, issue),
        quantity=quantity.named(
            in_sentence(study.country), who if outcome == "allies" else in_sentence(partner)
        ),
        **found.fields(),
    )


def _texts(calls: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Name the text of each roll call: the recurring one, or itself if it is none."""
    text = calls["recurring_text"].fillna("").astype(str)
    return np.asarray(text.where(text != "", calls["id"].astype(str)), dtype=object)


def _share(
    y: npt.NDArray[np.int64],
    days: npt.NDArray[np.intp],
    late: npt.NDArray[np.bool_],
    level: float,
) -> Jackknife:
    """Regress on time alone: the change of a share, with a share's error.

    A regression has nearly that error: it learns how votes of a day hang together from both windows
    at once, and has no vote more where votes are few (docs/decisions/few-votes.md).
    """
    sums = day_sums(np.column_stack([y, np.ones(len(y))]), days)
    after = np.zeros(len(sums), dtype=bool)
    after[days[late]] = True
    return jackknife_mean(sums[~after], sums[after], level)


def _ordered(
    y: npt.NDArray[np.int64],
    design: Floats,
    days: npt.NDArray[np.intp],
    late: npt.NDArray[np.bool_],
    level: float,
) -> Jackknife:
    """Fit the ordered logit to counts by row of the design, with and without each day."""
    rows, row = np.unique(design[:, 1:], axis=0, return_inverse=True)
    cells = np.eye(len(rows) * 3)[row * 3 + y]
    sums = day_sums(cells, days).reshape(-1, len(rows), 3)
    after = np.zeros(len(sums), dtype=bool)
    after[days[late]] = True
    found = jackknife_joint(
        sums[~after],
        sums[after],
        lambda before, since: closer_vote(before + since, rows),
        level,
        vectorised=True,
    )
    if np.isnan(found.estimate):
        raise UsageError(
            "the ordered logit runs off to a probability of 0 or 1",
            "event study",
            "use model='binary', or wider windows",
        )
    return found


def _check(model: str, issue: str | None, controls: Sequence[str]) -> None:
    if model not in ("binary", "ordered"):
        raise UsageError(f"unknown model {model!r}", "model", "use binary or ordered")
    for code in [*controls, *([] if issue is None else [issue])]:
        if code not in ISSUES:
            raise UsageError(f"unknown issue {code!r}", "issue", f"use {', '.join(ISSUES)}")


def _held(table: pd.DataFrame, issue: str | None, controls: Sequence[str]) -> tuple[Floats, Floats]:
    """Return what is held constant, shape (n, k), and the roll calls on the issue, or all."""

    def carries(code: str) -> Floats:
        return np.array([code in codes.split() for codes in table["issues"]], dtype=np.float64)

    on = np.ones(len(table)) if issue is None else carries(issue)
    columns = [np.ones(len(table))]
    if issue is not None:
        late = table["after"].to_numpy(dtype=bool)
        if min(((on == a) & (late == b)).sum() for a in (0, 1) for b in (False, True)) == 0:
            raise UsageError(
                f"no roll call on {issue}, or none off it, on one side of the event",
                "event study",
                "widen the windows",
            )
        columns.append(on)
    for code in dict.fromkeys(controls):
        trial = np.column_stack([*columns, carries(code)])
        # A control that never varies, or repeats another, adds nothing.
        if np.linalg.matrix_rank(trial) == trial.shape[1]:
            columns.append(trial[:, -1])
    return np.column_stack(columns), on


def _summary(table: pd.DataFrame, issue: str | None) -> pd.DataFrame:
    window = np.where(table["after"], "after", "before")
    part: npt.NDArray[Any] = np.full(len(table), "all")
    if issue is not None:
        part = np.where([issue in c.split() for c in table["issues"]], issue, "other")
    grouped = table.assign(window=window, part=part).groupby(["window", "part"], sort=True)
    out = grouped.agg(
        n=("id", "size"),
        texts=("text", "nunique"),
        days=("date", "nunique"),
        p_same=("same", "mean"),
        closeness=("closeness", "mean"),
    ).reset_index()
    return out.sort_values(["window", "part"], ascending=[False, True], ignore_index=True)
