"""What the ideal points say, and how far they can be trusted, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.estimate import Estimate
from analysis.words import number

__all__ = [
    "caution_sentences",
    "change_sentences",
    "draws_sentence",
    "fit_abstract",
    "links_sentence",
    "published_sentences",
]


def caution_sentences(converged: bool, scope: str) -> list[str]:
    """Say what must be known before the numbers are read.

    Parameters
    ----------
    converged : bool
        Whether the fit did.
    scope : str
        Of the record.

    Examples
    --------
    >>> caution_sentences(True, "history")
    []
    """
    said = []
    if not converged:
        said.append("**The fit did not converge. The numbers below must not be reported.**")
    if scope == "embedded":
        said.append(
            "Only roll calls on Ukraine are in this record. The line found here is the one that "
            "divides states on Ukraine; it is not the main line of the Assembly."
        )
    return said


def fit_abstract(moved: str, votes: str) -> str:
    """Say how far the state moved, and what the fit takes in.

    Parameters
    ----------
    moved : str
        Sentence of the movement of the ideal point.
    votes : str
        Votes and items of the fit, in words.
    """
    return (
        f"**In short.** {moved} The fit takes in {votes}. It has one dimension; posterior "
        "estimates of the whole history stand beside it."
    )


def change_sentences(told: Sequence[Estimate]) -> str:
    """Say how far the ideal point moved, by itself and relative to others, and what links windows.

    Parameters
    ----------
    told : sequence of Estimate
        From `analysis.shift.global_shift`: the change, then those relative to others. Where it
        is no finding the first says why, and the others, which fail for the same reason, are
        not told.
    """
    moved = told[0]
    if not moved.is_finding:
        return moved.sentence()
    last = [e.rests_on for e in told]
    # What all of them rest on is said once, after the last of those that share it.
    said = [
        (replace(e, rests_on="") if e.rests_on in last[i + 1 :] else e).sentence()
        for i, e in enumerate(told)
    ]
    return " ".join([*said, links_sentence(moved)])


def links_sentence(moved: Estimate) -> str:
    """Say how many texts link the two windows, and what the change is without them.

    Parameters
    ----------
    moved : Estimate
        From `analysis.shift.global_shift.global_shift`.
    """
    k: Mapping[str, Any] = moved.details
    on = k["on_texts_before"] + k["on_texts_after"]
    of = k["votes_before"] + k["votes_after"]
    return (
        f"{k['n_texts']:,} texts were voted on in both windows, with {on:,} of the state's {of:,} "
        f"votes in them; these bring {k['precision_from_links']:.0%} of the precision of the "
        f"change, which is {number(k['unlinked'])} (standard error {number(k['unlinked_se'])}) "
        "where no text links the time before the event with the time since."
    )


def draws_sentence(r_hat: float, ess: float) -> str:
    """Say what the posterior draws are of, and how well their chains mixed.

    Parameters
    ----------
    r_hat, ess : float
        The largest R-hat and the fewest independent draws of the years compared.
    """
    return (
        "These estimates are by whole calendar years, not by windows cut at the event, so no "
        "change between windows is read off them; the change that is told is that of the fit "
        f"above. R-hat of the state's years in the windows is at most {r_hat:.3f}, and the fewest "
        f"independent draws of any of them are {ess:,.0f}."
    )


def published_sentences(both: Mapping[str, float], name: str) -> str:
    """Say how the estimates go with those published.

    Parameters
    ----------
    both : mapping
        ``n, r, r_within`` of `analysis.idealpoints.compare`.
    name : str
        Of the state, as it stands in a sentence.
    """
    return (
        f"Over {both['n']:,} state-years in both, the correlation is {both['r']:.3f}; within a "
        f"year it is {both['r_within']:.3f} on average. @tbl-published sets the two series of "
        f"{name} side by side. Each has its own scale."
    )
