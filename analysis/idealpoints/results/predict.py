"""Predicted votes: their probabilities, and how well they meet the votes that were cast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from analysis.errors import UsageError
from analysis.idealpoints.results.scores import Scores
from analysis.idealpoints.votes.ballots import NO_NO, NO_YES
from analysis.record.codes import is_cast
from analysis.rollcalls import RollCalls

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = [
    "chances_in_draw",
    "fitted_probabilities",
    "predict_table",
    "predict_votes",
    "probabilities",
    "score_votes",
    "with_lacking",
]

Floats = npt.NDArray[np.float64]
KINDS = ["yes", "abstain", "no"]
#: No vote that was cast was impossible; beyond 38 sd the normal tail is 0 in floating point.
LEAST = np.finfo(np.float64).tiny


def probabilities(
    theta: npt.ArrayLike,
    beta: npt.ArrayLike,
    gamma1: npt.ArrayLike,
    gamma2: npt.ArrayLike,
    n_votes: npt.ArrayLike | None = None,
) -> Floats:
    """Return the probabilities of yes, abstain and no for many votes at once.

    Φ(γ1 − βθ), Φ(γ2 − βθ) − Φ(γ1 − βθ) and Φ(βθ − γ2) (Bailey, Strezhnev and Voeten 2017),
    each computed in the tail where it is small.

    Parameters
    ----------
    theta, beta, gamma1, gamma2 : array-like, shapes that broadcast
        γ1 = −inf where an item has no yes, γ2 = inf where it has no no, γ1 = γ2 where it has
        no abstention.
    n_votes : array-like, optional
        Votes the item was fitted to. If given, a kind of vote that the item lacks has the
        probability 1/(n + 3) of the rule of succession, and the others share the rest; if
        not, its probability is 0.

    Returns
    -------
    ndarray of float64, shape (..., 3)

    Examples
    --------
    >>> probabilities(0.0, 1.0, 0.0, np.inf).tolist()
    [0.5, 0.5, 0.0]
    >>> probabilities(0.0, 1.0, 0.0, 0.0, n_votes=7).round(3).tolist()
    [0.45, 0.1, 0.45]
    """
    eta = np.asarray(beta, dtype=float) * np.asarray(theta, dtype=float)
    low, high = np.asarray(gamma1) - eta, np.asarray(gamma2) - eta
    # Φ(c) − Φ(a) loses its digits where both are near 1: there the upper tails are taken.
    flip = low > 0
    between = np.where(flip, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    out = np.stack(np.broadcast_arrays(ndtr(low), between, ndtr(-high)), axis=-1)
    if n_votes is not None:
        g1, g2, n, _ = np.broadcast_arrays(gamma1, gamma2, n_votes, eta)
        out = with_lacking(out, np.stack([np.isneginf(g1), g1 == g2, np.isposinf(g2)], axis=-1), n)
    return out


def with_lacking(found: Floats, lacks: npt.NDArray[np.bool_], n_votes: npt.ArrayLike) -> Floats:
    """Give kinds of vote that items lack the probability 1/(n + 3) of the rule of succession.

    Parameters
    ----------
    found : ndarray, shape (..., 3)
        Probabilities that are 0 where a kind is lacking.
    lacks : ndarray of bool, shape (..., 3)
    n_votes : array-like, shape (...)

    Examples
    --------
    >>> with_lacking(np.array([0.5, 0.5, 0.0]), np.array([False, False, True]), 7).tolist()
    [0.45, 0.45, 0.1]
    """
    share = np.where(lacks, 1.0 / (np.asarray(n_votes)[..., None] + 3.0), 0.0)
    out: Floats = share + found * (1.0 - share.sum(axis=-1, keepdims=True))
    return out


def _utility(points: pd.DataFrame, items: pd.DataFrame) -> Floats:
    """Return the mean utility of each pair of a point and an item, row by row."""
    eta: Floats = items["beta"].to_numpy() * points["theta"].to_numpy()
    if "beta2" in items:  # a second dimension
        eta += items["beta2"].to_numpy() * points["theta2"].to_numpy()
    if "kappa" in items:  # a text that bends
        eta += items["kappa"].to_numpy() * points["theta"].to_numpy() ** 2
    return eta


def fitted_probabilities(points: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Return the probabilities of yes, abstain and no as fitted, one row per point and item.

    Parameters
    ----------
    points, items : DataFrame, n rows each
        Rows of ``params`` and of ``items`` of one fit.

    Returns
    -------
    DataFrame, n rows
        Columns ``yes, abstain, no``; a kind of vote that an item lacks has the probability 0.

    Examples
    --------
    >>> points = pd.DataFrame({"theta": [1.0], "theta2": [1.0]})
    >>> items = pd.DataFrame({"beta": [1.0], "beta2": [-1.0], "gamma1": [0.0], "gamma2": [np.inf]})
    >>> fitted_probabilities(points, items).to_numpy().tolist()
    [[0.5, 0.5, 0.0]]
    """
    found = probabilities(_utility(points, items), 1.0, items["gamma1"], items["gamma2"])
    return pd.DataFrame(found, columns=KINDS)


def chances_in_draw(
    points: Mapping[str, Floats],
    items: Mapping[str, Floats],
    missing: npt.NDArray[np.integer],
    point: npt.NDArray[np.integer],
    item: npt.NDArray[np.integer],
) -> Floats:
    """Return the probabilities of votes in one draw of points and items.

    Parameters
    ----------
    points, items : mapping of name to ndarray, shapes (n_points,) and (n_items,)
        Columns as of ``params`` and ``items`` of a fit; cutpoints of kinds that an item lacks may
        be any number.
    missing : ndarray of int, shape (n_items,)
        What each item lacks, as of `analysis.idealpoints.votes.ballots`.
    point, item : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (n, 3)
        Yes, abstain and no; 0 where the item lacks the kind.

    Examples
    --------
    >>> points = {"theta": np.array([1.0]), "theta2": np.array([1.0])}
    >>> items = {"beta": np.array([1.0]), "beta2": np.array([-1.0]),
    ...          "gamma1": np.array([0.0]), "gamma2": np.array([5.0])}
    >>> at = np.array([0])
    >>> chances_in_draw(points, items, np.array([NO_NO]), at, at).tolist()
    [[0.5, 0.5, 0.0]]
    """
    held = dict(items)
    held["gamma1"] = np.where(missing == NO_YES, -np.inf, held["gamma1"])
    held["gamma2"] = np.where(missing == NO_NO, np.inf, held["gamma2"])
    rows = [
        pd.DataFrame({name: value[at] for name, value in columns.items()})
        for columns, at in ((points, point), (held, item))
    ]
    found: Floats = fitted_probabilities(*rows).to_numpy()
    return found


def predict_table(results: IdealPointResults, votes: pd.DataFrame) -> pd.DataFrame:
    """Predict votes named by state, period and item.

    Parameters
    ----------
    results : IdealPointResults
    votes : DataFrame
        Columns ``state, period, item``; others are kept.

    Returns
    -------
    DataFrame
        The table with columns ``yes, abstain, no``; NaN where the ideal point or the item is
        not fitted. Kinds of vote that an item lacks get what `probabilities` says.

    Raises
    ------
    UsageError
        If a column is missing.

    Examples
    --------
    >>> from analysis.idealpoints import IdealPoints
    >>> rc = RollCalls.from_votes([[1, 3], [3, 1], [1, 1]], states=["USA", "RUS", "FRA"])
    >>> asked = pd.DataFrame({"state": ["USA"], "period": [2000], "item": ["unknown"]})
    >>> predict_table(IdealPoints(rc).fit(), asked)["yes"].isna().tolist()
    [True]
    """
    for column in ("state", "period", "item"):
        if column not in votes.columns:
            raise UsageError(f"column {column!r} is missing", "predict", "give state, period, item")
    point = results.ballots.points_at(votes["state"], votes["period"])
    at = pd.Index(results.ballots.items).get_indexer(pd.Index(votes["item"]))
    lacks = np.eye(4, dtype=bool)[results.ballots.missing[at]][:, 1:]
    n = np.diff(results.ballots.item_ptr)[at]
    found = with_lacking(results.chances(point, at), lacks, n)
    found[(point < 0) | (at < 0)] = np.nan
    return votes.assign(**dict(zip(KINDS, found.T, strict=True)))


def predict_votes(
    results: IdealPointResults,
    rollcalls: RollCalls,
    only: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Predict every vote cast in some roll calls.

    Parameters
    ----------
    results : IdealPointResults
    rollcalls : RollCalls
        Any; period and item of each are named as those of the fit are.
    only : ndarray of bool, shape (n_states, n_calls), optional
        Votes to predict; default all that were cast.

    Returns
    -------
    DataFrame, one row per vote
        Columns ``call`` (position), ``state, period, item, vote`` (1 yes, 2 abstain, 3 no)
        and ``yes, abstain, no``, NaN where the fit lacks the ideal point or the item.

    Raises
    ------
    UsageError
        If `only` has another shape, or no period of the roll calls has ideal points.
    """
    cast = is_cast(np.asarray(rollcalls.votes))
    if only is not None:
        if np.shape(only) != cast.shape:
            raise UsageError(f"a mask of shape {np.shape(only)} for {cast.shape}", "predict")
        cast = cast & only
    row, call = np.nonzero(cast)
    labels, items = results.ballots.labels(rollcalls)
    if not set(labels) & set(results.ballots.periods):
        raise UsageError(
            f"no ideal points for {labels.iloc[0] if len(labels) else 'no roll calls'}",
            "predict",
            "give roll calls of the time that was fitted",
        )
    table = pd.DataFrame(
        {
            "call": call,
            "state": rollcalls.states.index.to_numpy()[row],
            "period": labels.to_numpy()[call],
            "item": items.to_numpy()[call],
            "vote": np.asarray(rollcalls.votes)[row, call],
        }
    )
    return predict_table(results, table)


def score_votes(
    results: IdealPointResults,
    rollcalls: RollCalls,
    only: npt.NDArray[np.bool_] | None = None,
) -> Scores:
    """Score the predicted against the cast votes.

    The modal vote, against which the reduction in error is measured, is that of the roll call
    among the votes that are not scored if `only` is given, else among all; yes where there
    are none.

    Parameters
    ----------
    results, rollcalls, only
        As for `predict_votes`.

    Returns
    -------
    Scores

    Raises
    ------
    UsageError
        As `predict_votes`, and if no vote can be scored.
    """
    table = predict_votes(results, rollcalls, only)
    known = np.asarray(rollcalls.votes)
    if only is not None:
        known = np.where(only, 0, known)
    modal = 1 + np.stack([(known == k).sum(axis=0) for k in (1, 2, 3)]).argmax(axis=0)
    fitted = table["yes"].notna()
    if not fitted.any():
        raise UsageError("no vote has both a fitted point and a fitted item", "score")
    points = pd.MultiIndex.from_frame(results.params[["state", "period"]])
    without = pd.MultiIndex.from_frame(table.loc[~fitted, ["state", "period"]])
    n_point = int((points.get_indexer(without) < 0).sum())
    scored = table[fitted]
    p = scored[KINDS].to_numpy()
    vote = scored["vote"].to_numpy()
    per_vote = pd.DataFrame(
        {
            "call": scored["call"].to_numpy(),
            "bits": -np.log2(np.maximum(p[np.arange(len(p)), vote - 1], LEAST)),
            "correct": 1 + p.argmax(axis=1) == vote,
            "modal_correct": modal[scored["call"]] == vote,
        }
    )
    return Scores.of_votes(
        per_vote,
        n_no_point=n_point,
        n_no_item=int((~fitted).sum()) - n_point,
        rests_on=rollcalls.rests_on(),
    )
