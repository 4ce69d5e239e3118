"""A fit of ideal points described in a few lines of text: rows first, text last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.estimate import Check

if TYPE_CHECKING:
    from analysis.idealpoints.results.points import IdealPointResults

__all__ = ["MODEL", "gate_rows", "inserted", "rendered", "summary_rows"]

#: What was fitted.
MODEL = "Dynamic ordinal {what} (Bailey, Strezhnev and Voeten 2017), {how}"


def summary_rows(results: IdealPointResults) -> dict[str, str]:
    """Say what was fitted, to what, and whether the fit converged.

    Parameters
    ----------
    results : IdealPointResults

    Returns
    -------
    dict of str to str
        What each row is of, and what it says: ``rests on, votes, items``, the prior,
        ``scale, log-likelihood, fit``, in this order.
    """
    b, fit, assumed = results.ballots, results.estimates, results.assumed
    if fit.converged:
        state = f"converged after {fit.n_iter} sweeps"
    else:
        state = (
            f"NOT CONVERGED after {fit.n_iter} sweeps (an ideal point still moved by "
            f"{fit.change:.2g}, tolerance {results.tol:g}): do not report these numbers"
        )
    walked = sum(e > 1 for e in assumed.prior.spans(b))
    steps = assumed.steps(fit.walk_variance)
    periods = len(set(b.point_period.tolist()))
    return {
        "rests on": results.rests_on,
        "votes": f"{b.n_votes:,} of {len(b.states)} states, {b.n_points:,} "
        f"state-periods in {periods} period{'s' if periods > 1 else ''}",
        "items": f"{len(b.items):,}, {(b.n_calls > 1).sum():,} of them with several "
        f"roll calls; {b.n_unanimous:,} unanimous ones left out",
        assumed.prior.label: f"{assumed.prior.says(steps)}; {walked:,} steps across gaps",
        "scale": f"mean 0, sd 1 over state-periods; {results.anchor} positive",
        "log-likelihood": f"{fit.loglik:,.1f}",
        "fit": state,
    }


def gate_rows(gates: Sequence[Check]) -> dict[str, str]:
    """Say for each gate what it found: a row for a state, NOT DESCRIBED where the model fails.

    Parameters
    ----------
    gates : sequence of Check
    """
    rows: dict[str, str] = {}
    for gate in gates:
        name = gate.state if gate.describes else f"NOT DESCRIBED {gate.state}"
        rows[name] = " ".join(filter(None, [rows.get(name, ""), gate.sentence()]))
    return rows


def inserted(rows: Mapping[str, str], before: str, new: Mapping[str, str]) -> dict[str, str]:
    """Return rows with new ones before one of them.

    Examples
    --------
    >>> inserted({"a": "1", "c": "3"}, "c", {"b": "2"})
    {'a': '1', 'b': '2', 'c': '3'}
    """
    out: dict[str, str] = {}
    for name, text in rows.items():
        if name == before:
            out |= new
        out[name] = text
    return out


def rendered(title: str, rows: Mapping[str, str]) -> str:
    """Write a title and rows as text.

    Examples
    --------
    >>> print(rendered("A fit", {"votes": "16 of 4 states"}))
    A fit
      votes          16 of 4 states
    """
    return "\n".join([title, *(f"  {name:<14} {text}" for name, text in rows.items())])
