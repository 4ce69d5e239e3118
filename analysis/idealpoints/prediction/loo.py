"""Leave-one-out prediction of votes from draws of the posterior, and where it cannot be trusted.

Pareto-smoothed importance sampling (Vehtari, Gelman and Gabry 2017), by arviz, in chunks of votes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logsumexp

from analysis.errors import UsageError
from analysis.idealpoints.maths.quiet_arviz import arviz
from analysis.idealpoints.plane.results import PlanePosterior
from analysis.idealpoints.results.pointwise import FittedVotes, fitted_votes, log_likelihood
from analysis.idealpoints.results.posterior import PosteriorResults

__all__ = ["Loo", "psis_loo"]

#: Votes of which the log-likelihoods are held at a time.
CHUNK = 20_000
#: Votes on an item up to which it has few.
FEW = 20
#: Logarithms of weights that lie so near one another are equal.
EQUAL = 0.01


@dataclass(frozen=True, eq=False)
class Loo:
    """What leaving out one vote at a time says.

    Attributes
    ----------
    bits : float
        Mean over votes of −log2 of the probability of each, given all others.
    se : float
        Its standard error over items.
    elpd, p_loo : float
        Sum of expected log predictive densities (natural logarithms), and the effective number
        of parameters: as ``az.loo`` has them.
    n : int
        Votes.
    good_k : float
        Pareto k up to which a vote's number can be trusted with so many draws.
    draws : int
    table : DataFrame, one row per vote
        ``state, period, item, vote, elpd, pareto_k, n_item`` votes on the item, and ``alone``:
        whether nobody else cast that kind of vote on it; ``outer``: whether the ideal point is
        among the 1 in 20 furthest from 0; ``bad``: whether its Pareto k is above `good_k`. Arviz
        gives k = inf where no draw stands out, too, as for votes that are certain in every
        draw: where all weights lie within 1% of one another, there is nothing to smooth, and the
        vote is not bad.
    """

    bits: float
    se: float
    elpd: float
    p_loo: float
    n: int
    good_k: float
    draws: int
    table: pd.DataFrame

    @property
    def holds(self) -> bool:
        """Whether no vote is bad: only then is the sum leave-one-out."""
        return not self.table["bad"].any()

    def against(self, other: Loo) -> tuple[float, float]:
        """Return bits a vote less those of another model of the same votes, and the error of it.

        Below 0 this model predicts better. The error is over items, votes paired: most of what
        makes a vote hard is the same for both models. Where either is not to be trusted (`holds`)
        the difference is not either.

        Raises
        ------
        UsageError
            If they are not of the same votes.
        """
        names = ["state", "period", "item", "vote"]
        if not self.table[names].equals(other.table[names]):
            raise UsageError(
                "the models are not of the same votes", "loo", "fit both to one record"
            )
        bits = (other.table["elpd"] - self.table["elpd"]) / np.log(2)
        return float(bits.mean()), _error(bits, self.table["item"])

    @property
    def where(self) -> pd.DataFrame:
        """Where it holds: ``votes, n, bad, share``, of all votes and of kinds of them."""
        t = self.table
        kinds = {
            "all": np.ones(len(t), dtype=bool),
            "cast alone": t["alone"].to_numpy(),
            "not alone": ~t["alone"].to_numpy(),
            f"on items of at most {FEW} votes": (t["n_item"] <= FEW).to_numpy(),
            "of the furthest ideal points, 1 in 20": t["outer"].to_numpy(),
        }
        rows = []
        for name, held in kinds.items():
            bad = t["bad"].to_numpy()[held]
            share = float(bad.mean()) if bad.size else np.nan
            rows.append({"votes": name, "n": bad.size, "bad": int(bad.sum()), "share": share})
        return pd.DataFrame(rows)


def psis_loo(
    results: PosteriorResults | PlanePosterior,
    states: Collection[str] | None = None,
    periods: Collection[object] | None = None,
    chunk: int = CHUNK,
) -> Loo:
    """Estimate how well each vote is predicted from all others, without fitting anew.

    Parameters
    ----------
    results : PosteriorResults or PlanePosterior
        On a line, in a plane, or unfolded. The draws of which items are kept are used.
    states, periods : collection, optional
        Whose votes, and of which periods; default all.
    chunk : int
        Votes at a time: memory is chunk × draws.

    Raises
    ------
    UsageError
        If no vote is fitted there, or draws are too few for a tail.
    """
    az = arviz()

    votes = fitted_votes(results.ballots, states, periods)
    kept = len(results.kept)
    if kept < 25:
        raise UsageError(f"{kept} draws are too few", "loo", "use 25 or more")
    reff = _relative_efficiency(results, az)
    elpd, k, lppd, spread = (np.empty(votes.code.size) for _ in range(4))
    for start in range(0, votes.code.size, chunk):
        part = slice(start, start + chunk)
        loglik = log_likelihood(
            results, FittedVotes(votes.point[part], votes.item[part], votes.code[part])
        )
        by_vote = loglik.reshape(kept, -1).T.astype(np.float64)
        weights, shape = az.psislw(-by_vote, reff)
        elpd[part] = logsumexp(np.asarray(weights) + by_vote, axis=1)
        k[part] = shape
        spread[part] = np.ptp(by_vote, axis=1)
        lppd[part] = logsumexp(by_vote, axis=1) - np.log(kept)
    good_k = float(min(1 - 1 / np.log10(kept), 0.7))
    bad = (k > good_k) & (spread > EQUAL)
    table = _table(results, votes).assign(elpd=elpd, pareto_k=k, bad=bad)
    bits = -table["elpd"] / np.log(2)
    return Loo(
        float(bits.mean()),
        _error(bits, table["item"]),
        float(elpd.sum()),
        float((lppd - elpd).sum()),
        len(bits),
        good_k,
        kept,
        table,
    )


def _error(bits: pd.Series, item: pd.Series) -> float:
    """Return the standard error of a mean over votes, votes on an item hanging together."""
    clusters = (bits - bits.mean()).groupby(item).sum().to_numpy() / len(bits)
    return float(np.sqrt((clusters**2).sum()))


def _relative_efficiency(results: PosteriorResults | PlanePosterior, az: Any) -> float:
    """Return the effective share of draws, the mean over the parameters, as ``az.loo`` does."""
    ess = az.ess(results.kept_parameters, method="mean")
    values = np.hstack([ess[v].values.ravel() for v in ess.data_vars])
    return float(values.mean()) / len(results.kept)


def _table(results: PosteriorResults | PlanePosterior, votes: FittedVotes) -> pd.DataFrame:
    b = results.ballots
    whole = fitted_votes(b)
    counts: npt.NDArray[np.int64] = np.zeros((len(b.items), 4), dtype=np.int64)
    np.add.at(counts, (whole.item, whole.code.astype(np.int64)), 1)
    outer = np.abs(results.estimates.theta)
    return pd.DataFrame(
        {
            "state": np.array(b.states)[b.point_state[votes.point]],
            "period": [b.periods[p] for p in b.point_period[votes.point]],
            "item": np.array(b.items)[votes.item],
            "vote": votes.code,
            "n_item": counts.sum(axis=1)[votes.item],
            "alone": counts[votes.item, votes.code] == 1,
            "outer": outer[votes.point] >= np.quantile(outer, 0.95),
        }
    )
