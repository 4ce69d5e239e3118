"""Blocs of states that vote alike, how stable they are, and who changed from one to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import joint_counts
from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.record.codes import is_cast
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.counted.frame import Counted, counted
from analysis.shift.counted.medoids import adjusted_rand, medoids, widths
from analysis.shift.design import Design, gathered
from analysis.study import WINDOWS, Study

__all__ = ["DESIGN", "Blocs", "blocs", "blocs_of", "number_of_blocs"]

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]
Votes = npt.NDArray[np.int8]

#: The rules of `docs/decisions/counted.md`.
NUMBERS = range(2, 7)
LEAST_VOTED = 0.5
DRAWS = 200
STABLE = 0.9
#: Draws that are worked out at once.
CHUNK = 50
#: Fewer states, roll calls or days than this hold no blocs.
LEAST_STATES, LEAST_CALLS, LEAST_DAYS = 10, 10, 5


@dataclass(frozen=True, eq=False)
class Blocs:
    """Blocs of one window.

    Attributes
    ----------
    states : tuple of str
        Those that voted often enough.
    labels : ndarray of int, shape (n_states,)
    centres : ndarray of int, shape (k,)
        The most central state of each bloc.
    stays : ndarray of float, shape (n_states,)
        Share of draws of days in which a state stays in its bloc.
    stability : ndarray of float, shape (n_draws,)
        Adjusted Rand index of each draw's blocs with these.
    width : ndarray of float, shape (n_states,)
        Silhouette: 1 for a state far nearer to its own bloc than to the next, 0 for one
        between two.
    """

    states: tuple[str, ...]
    labels: Ints
    centres: Ints
    stays: Floats
    stability: Floats
    width: Floats


def distances(votes: Votes) -> Floats:
    """Return one minus raw ordinal agreement of all pairs, shape (n_states, n_states).

    Pairs without a joint vote are given the mean distance.
    """
    apart = 1.0 - np.asarray(index_named("ordinal")(joint_counts(votes)), dtype=np.float64)
    np.fill_diagonal(apart, 0.0)
    missing = np.isnan(apart)
    if missing.any():
        apart[missing] = np.nanmean(apart)
    return apart


def voters(votes: Votes) -> npt.NDArray[np.intp]:
    """Return the rows of the states that voted on at least half of the roll calls."""
    return np.flatnonzero(is_cast(votes).mean(axis=1) >= LEAST_VOTED)


def number_of_blocs(votes: Votes) -> int:
    """Choose how many blocs there are by the largest mean silhouette.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
        Of the window before the event.

    Examples
    --------
    >>> two = np.repeat([[1, 1, 3, 3], [3, 3, 1, 1]], 6, axis=0).astype(np.int8)
    >>> number_of_blocs(two)
    2
    """
    apart = distances(votes[voters(votes)])
    fits = [widths(apart, medoids(apart, k)[0]).mean() for k in NUMBERS if k < len(apart)]
    return int(NUMBERS[int(np.argmax(np.round(fits, 9)))])


def blocs_of(
    votes: Votes, states: tuple[str, ...], day: Ints, k: int, draws: int, seed: int
) -> Blocs:
    """Find the blocs of a window, and draw its days again to see which hold.

    Parameters
    ----------
    votes : ndarray of int8, shape (n_states, n_calls)
    states : tuple of str
    day : ndarray of int, shape (n_calls,)
    k : int
    draws, seed : int

    Raises
    ------
    UsageError
        If states, roll calls or days are too few.
    """
    rows = voters(votes)
    held = votes[rows]
    days, place = np.unique(day, return_inverse=True)
    if len(rows) < LEAST_STATES or held.shape[1] < LEAST_CALLS or len(days) < LEAST_DAYS:
        raise UsageError(
            f"{held.shape[1]} roll calls on {len(days)} days, {len(rows)} states that vote on half",
            "blocs",
            "choose longer windows",
        )
    apart = distances(held)
    labels, centres = medoids(apart, k)
    score, joint = _by_day(held, place, len(days))
    rng = np.random.default_rng(seed)
    stays, stability = np.zeros(len(rows)), np.zeros(draws)
    size = len(rows)
    weights = rng.multinomial(len(days), np.full(len(days), 1 / len(days)), size=draws)
    weights = weights.astype(np.float32)
    flat = [part.reshape(len(days), -1) for part in (score, joint)]
    for d in range(draws):
        if d % CHUNK == 0:
            some = [weights[d : d + CHUNK] @ part for part in flat]
        sums, n = (part[d % CHUNK].reshape(size, size) for part in some)
        drawn = np.where(n > 0, 1.0 - sums / np.maximum(n, 1), np.nan).astype(np.float64)
        drawn[np.isnan(drawn)] = np.nanmean(drawn)
        np.fill_diagonal(drawn, 0.0)
        again = medoids(drawn, k, centres)[0]
        stability[d] = adjusted_rand(labels, again)
        stays += _matched(labels, again, k)[again] == labels
    names = tuple(states[i] for i in rows)
    return Blocs(names, labels, centres, stays / draws, stability, widths(apart, labels))


def blocs(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Find the Assembly's blocs in each of the three windows, and who changed.

    Returns
    -------
    list of Estimate
        ``blocs.<issue or all>.stability.<window>``: mean adjusted Rand index, with the ends of the
        draws; details ``blocs`` (their number), ``silhouette``, ``states``, ``centres`` (code of
        the most central state of each bloc), ``sizes``, ``country_bloc``, ``rival_bloc``,
        ``country_stays`` and ``country_width`` (its silhouette). Then
        ``blocs.<...>.changed.<baseline>``: how many states changed bloc, with the codes in
        ``who``; ``unsure`` are those that are not stable. Their table has states by window:
        ``window, state, bloc`` (number, as in the window before), ``centre, stays, width, on``.
        An issue on which too few texts were voted on is left out.

    Raises
    ------
    UsageError
        If the window before or after holds too few roll calls.
    """
    frame = counted(rollcalls, study)
    scopes = {study.issue: frame.rollcalls.has_issue(study.issue)}
    scopes["all"] = np.ones(frame.rollcalls.n_calls, dtype=bool)
    return gathered([partial(_on, frame, on, held) for on, held in scopes.items()])


def _on(frame: Counted, on: str, scope: npt.NDArray[np.bool_]) -> list[Estimate]:
    study = frame.study
    names = tuple(frame.rollcalls.states.index)
    day = frame.calls["day"].to_numpy()
    masks = {key: frame.mask(key) & scope for key in WINDOWS}
    for key in ("before", "after"):
        if masks[key].sum() < LEAST_CALLS:
            raise UsageError(
                f"{masks[key].sum()} roll calls {key} the event, on {on}",
                "blocs",
                "choose longer windows",
            )
    k = number_of_blocs(frame.rollcalls.votes[:, masks["before"]])
    found: dict[str, Blocs] = {}
    for key in ("before", "after", "earlier"):
        held = masks[key]
        try:
            made = blocs_of(
                frame.rollcalls.votes[:, held],
                names,
                day[held],
                k,
                min(study.draws, DRAWS),
                study.seed,
            )
        except UsageError:
            if key == "earlier":
                continue
            raise
        found[key] = made if key == "before" else _numbered(made, found["before"], k)
    table = pd.concat([_rows(key, found[key]) for key in WINDOWS if key in found])
    table = table.reset_index(drop=True).assign(on=on)
    levels = [
        _level(frame, key, found[key], k, table, int(masks[key].sum()), on)
        for key in WINDOWS
        if key in found
    ]
    changes = [
        _changed(frame, key, found[key], found["after"], table, on)
        for key in WINDOWS[1:]
        if key in found
    ]
    return [replace(e, details={**e.details, "on": on}) for e in [*levels, *changes]]


def _by_day(votes: Votes, place: Ints, n_days: int) -> tuple[Floats32, Floats32]:
    """Sum agreement and joint votes of all pairs by day, shapes (n_days, n, n)."""
    n = len(votes)
    score = np.zeros((n_days, n, n), dtype=np.float32)
    joint = np.zeros((n_days, n, n), dtype=np.float32)
    cast = is_cast(votes)
    value = np.where(cast, votes.astype(np.float32) - 2, 0)
    for d in range(n_days):
        c, v = cast[:, place == d].astype(np.float32), value[:, place == d]
        joint[d] = c @ c.T
        # |a - b| / 2 of codes -1, 0, 1: (a² + b² - 2ab) / 4 but for one step, which is 1/2 not 1/4.
        yes, no = (v < 0).astype(np.float32), (v > 0).astype(np.float32)
        mid = c - yes - no
        opposite = yes @ no.T
        step = mid @ (yes + no).T
        score[d] = joint[d] - (opposite + opposite.T) - (step + step.T) / 2
    return score, joint


def _matched(one: Ints, two: Ints, k: int) -> Ints:
    """Return the number in `one` that each number of `two` fits best, one to one."""
    table = np.zeros((k, k))
    np.add.at(table, (two, one), 1)
    # Half a second to import, which whoever only plans a report need not wait for.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-table)
    out = np.zeros(k, dtype=np.intp)
    out[rows] = columns
    return out


def _numbered(made: Blocs, model: Blocs, k: int) -> Blocs:
    """Give blocs the numbers of those of another window, by the states that they share."""
    place = {s: i for i, s in enumerate(model.states)}
    both = [i for i, s in enumerate(made.states) if s in place]
    theirs = model.labels[[place[made.states[i]] for i in both]]
    number = _matched(theirs, made.labels[both], k)
    order = np.argsort(number)
    return replace(made, labels=number[made.labels], centres=made.centres[order])


def _rows(key: str, found: Blocs) -> pd.DataFrame:
    centres = [found.states[i] for i in found.centres]
    return pd.DataFrame(
        {
            "window": key,
            "state": found.states,
            "bloc": found.labels + 1,
            "centre": [centres[i] for i in found.labels],
            "stays": found.stays,
            "width": found.width,
        }
    )


def _level(
    frame: Counted, key: str, found: Blocs, k: int, table: pd.DataFrame, n: int, on: str
) -> Estimate:
    window, study = frame.window(key), frame.study
    tail = (1 - study.level) / 2
    low, high = np.quantile(found.stability, [tail, 1 - tail])
    place = {s: i for i, s in enumerate(found.states)}

    def bloc(state: str) -> int | None:
        return int(found.labels[place[state]]) + 1 if state in place else None

    own = place.get(study.country)
    quantity = Quantity(
        "statistic", "blocs", study.country, part=key, form="stability of the Assembly's blocs"
    )
    return Estimate(
        f"blocs.{on}.stability.{key}",
        f"{quantity.words()} (adjusted Rand index), {window.label(frame.last)}",
        float(found.stability.mean()),
        low=float(low),
        high=float(high),
        level=study.level,
        n=n,
        method=f"{k} medoids; {len(found.stability)} draws of days",
        rests_on=f"{len(found.states)} states that voted on half of the roll calls",
        table=table,
        quantity=quantity,
        details={
            "window": key,
            "window_name": window.name,
            "blocs": k,
            "silhouette": float(found.width.mean()),
            "states": len(found.states),
            "centres": [found.states[i] for i in found.centres],
            "sizes": np.bincount(found.labels, minlength=k).tolist(),
            "country_bloc": bloc(study.country),
            "rival_bloc": bloc(study.rival),
            "country_stays": None if own is None else float(found.stays[own]),
            "country_width": None if own is None else float(found.width[own]),
        },
    )


def _changed(
    frame: Counted, key: str, before: Blocs, after: Blocs, table: pd.DataFrame, on: str
) -> Estimate:
    """Count the states that changed bloc, of those that are stable in both windows."""
    window, study = frame.window(key), frame.study
    place = {s: i for i, s in enumerate(before.states)}
    both = [(place[s], j, s) for j, s in enumerate(after.states) if s in place]
    moved = [(i, j, s) for i, j, s in both if before.labels[i] != after.labels[j]]
    sure = [s for i, j, s in moved if min(before.stays[i], after.stays[j]) >= STABLE]
    label = window.label(frame.last)
    quantity = Quantity(
        "count",
        "blocs_changed",
        study.country,
        part=key,
        form="states that changed bloc",
        state_name=in_sentence(study.country),
        digits=0,
    )
    return Estimate(
        f"blocs.{on}.changed.{key}",
        f"{quantity.words()}, against {label}",
        float(len(sure)),
        n=len(both),
        unit="states",
        level=study.level,
        method=f"of states that stay in their bloc in {STABLE:.0%} of the draws, in both windows",
        rests_on=f"{len(both)} states in both windows",
        comparison=label,
        table=table,
        quantity=quantity,
        details={
            "baseline": key,
            "baseline_name": window.name,
            "who": sorted(sure),
            "unsure": sorted({s for *_, s in moved} - set(sure)),
        },
    )


DESIGN = Design("blocs", blocs, in_table=False)
