"""A fit of ideal points described in a few lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["summary_lines"]


def summary_lines(results: IdealPointResults, walk: str) -> list[str]:
    """Say what was fitted, to what, and whether the fit converged.

    Parameters
    ----------
    results : IdealPointResults
    walk : str
        The variance of the random walk, in words.

    Returns
    -------
    list of str
        Title, votes, items, walk, scale, log-likelihood and convergence, in this order.
    """
    b, fit = results.ballots, results.estimates
    if fit.converged:
        state = f"converged after {fit.n_iter} sweeps"
    else:
        state = (
            f"NOT CONVERGED after {fit.n_iter} sweeps (an ideal point still moved by "
            f"{fit.change:.2g}, tolerance {results.tol:g}): do not report these numbers"
        )
    walked = sum(e > 1 for e in b.elapsed)
    return [
        "Dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017), fast fit",
        f"  rests on       {results.rests_on}",
        f"  votes          {b.n_votes:,} of {len(b.states)} states, {b.n_points:,} "
        f"state-periods in {len(set(b.point_period.tolist()))} periods",
        f"  items          {len(b.items):,}, {(b.n_calls > 1).sum():,} of them with several "
        f"roll calls; {b.n_unanimous:,} unanimous ones left out",
        f"  random walk    {walk} per period elapsed; {walked:,} steps across gaps",
        f"  scale          mean 0, sd 1 over state-periods; {results.anchor} positive",
        f"  log-likelihood {fit.loglik:,.1f}",
        f"  fit            {state}",
    ]
