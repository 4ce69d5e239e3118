"""Draws as arviz InferenceData: posterior, log-likelihood, votes cast and votes predicted."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError
from analysis.idealpoints.maths.quiet_arviz import arviz
from analysis.idealpoints.results.pointwise import FittedVotes, fitted_votes
from analysis.idealpoints.results.pointwise import log_likelihood as log_likelihoods

if TYPE_CHECKING:
    from analysis.idealpoints.results.posterior import PosteriorResults

__all__ = ["LIMIT", "drawn_codes", "inference_data"]

#: Bytes of log-likelihoods and predicted votes at most, unless asked otherwise.
LIMIT = 2_000_000_000


def inference_data(
    results: PosteriorResults,
    items: bool = False,
    log_likelihood: bool = False,
    predictive: bool = False,
    states: Collection[str] | None = None,
    periods: Collection[object] | None = None,
    seed: int = 1,
    limit: int = LIMIT,
) -> Any:
    """Return draws as arviz InferenceData.

    Parameters
    ----------
    results : PosteriorResults
    items : bool
        Whether to hold β and the cutpoints. They are kept of some evenly spaced draws alone, to
        which all groups are thinned then; ``attrs["draws"]`` says so.
    log_likelihood, predictive : bool
        Whether to add the groups ``log_likelihood`` and ``posterior_predictive``, which need the
        items and hold them too. ``observed_data`` comes with either.
    states, periods : collection, optional
        Whose votes these groups hold, and of which periods; default all. Of a long
        record that is a lot: 200 draws of a million votes are 800 MB each.
    seed : int
        Of the predicted votes.
    limit : int
        Bytes that the groups may take.

    Returns
    -------
    arviz.InferenceData
        ``posterior``: ``theta`` by ``point``, with coordinates ``state`` and ``period``;
        ``walk_variance, item_variance``; with items ``beta, gamma1, gamma2`` by ``item``, with
        coordinates ``date, symbol, title`` of its first roll call. The others: ``votes`` by
        ``vote``, with coordinates ``state, period, item``; 1 yes, 2 abstain, 3 no.

    Raises
    ------
    UsageError
        If no vote is fitted there, or the groups would take more than the limit.
    """
    az = arviz()

    b, d = results.ballots, results.draws
    thinned = items or log_likelihood or predictive
    at = d.item_draws if thinned else np.arange(d.theta.shape[1])
    posterior: dict[str, npt.NDArray[np.floating]] = {
        "theta": d.theta[:, at],
        "walk_variance": d.walk_variance[:, at],
        "item_variance": d.item_variance[:, at],
    }
    dims = {"theta": ["point"]}
    if thinned:
        for k, name in enumerate(results.item_names):
            posterior[name] = d.items[:, :, k]
            dims[name] = ["item"]
    groups: dict[str, Any] = {"posterior": posterior}
    coords: dict[str, Any] = {"point": [f"{s} {p}" for s, p in results._index]}
    if thinned:
        coords["item"] = list(b.items)
    votes = None
    if log_likelihood or predictive:
        votes = fitted_votes(b, states, periods)
        _check_size(votes, d.items.shape[:2], 4 * log_likelihood + predictive, limit)
        groups["observed_data"] = {"votes": votes.code}
        coords["vote"] = np.arange(votes.code.size)
        dims["votes"] = ["vote"]
    if votes is not None and log_likelihood:
        groups["log_likelihood"] = {"votes": log_likelihoods(results, votes)}
    if votes is not None and predictive:
        groups["posterior_predictive"] = {"votes": drawn_codes(results, votes, seed)}
    attrs = {
        "rests_on": results.rests_on,
        "anchor": results.anchor,
        "kernel": results.kernel.describe().kernel,
        "draws": f"{len(at)} of {d.theta.shape[1]} per chain, evenly spaced",
    }
    data = az.from_dict(**groups, coords=coords, dims=dims, attrs=attrs)
    _name(data, results, votes, thinned)
    return data


def drawn_codes(results: PosteriorResults, votes: FittedVotes, seed: int) -> npt.NDArray[np.int8]:
    """Draw every vote anew in every draw of which the items are kept.

    Parameters
    ----------
    results : PosteriorResults
    votes : FittedVotes
    seed : int

    Returns
    -------
    ndarray of int8, shape (chains, draws, n_votes)
    """
    rng = np.random.default_rng(seed)
    out = np.empty((len(results.kept), votes.code.size), dtype=np.int8)
    for row, draw in zip(out, results.kept, strict=True):
        chances = results.chances(votes.point, votes.item, draw)
        u = rng.random(votes.code.size)
        row[:] = 1 + (u >= chances[:, 0]) + (u >= chances[:, 0] + chances[:, 1])
    return out.reshape(*results.draws.items.shape[:2], -1)


def _check_size(votes: FittedVotes, draws: tuple[int, ...], bytes_each: int, limit: int) -> None:
    size = int(np.prod(draws)) * votes.code.size * bytes_each
    if size > limit:
        raise UsageError(
            f"{votes.code.size:,} votes in {int(np.prod(draws)):,} draws take {size / 1e9:.1f} GB",
            "inference data",
            "name states or periods, or raise the limit",
        )


def _name(data: Any, results: PosteriorResults, votes: FittedVotes | None, thinned: bool) -> None:
    """Give points, items and votes their coordinates, in place."""
    b = results.ballots
    state = np.array(b.states)[b.point_state]
    period = np.array([str(p) for p in b.periods])[b.point_period]
    about = {"state": ("point", state), "period": ("point", period)}
    if thinned and results.model is not None:
        calls = results.model.rollcalls.calls
        items = b.labels(results.model.rollcalls)[1].to_numpy()
        first = calls.assign(item=items).drop_duplicates("item").set_index("item")
        first = first.loc[list(b.items)]
        about |= {c: ("item", first[c].astype(str).to_numpy()) for c in ("symbol", "title")}
        about["date"] = ("item", first["date"].to_numpy())
    data.posterior = data.posterior.assign_coords(about)
    if votes is None:
        return
    of_vote = {
        "state": ("vote", state[votes.point]),
        "period": ("vote", period[votes.point]),
        "item": ("vote", np.array(b.items)[votes.item]),
    }
    for group in ("observed_data", "log_likelihood", "posterior_predictive"):
        if group in data.groups():
            setattr(data, group, getattr(data, group).assign_coords(of_vote))
