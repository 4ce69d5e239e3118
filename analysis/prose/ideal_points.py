"""What the ideal points say, and how far they can be trusted, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.estimate import Estimate
from analysis.idealpoints.prediction.gate import Gate
from analysis.idealpoints.results.printing import LEAST_TEXTS, Printing
from analysis.rollcalls.window import Window
from analysis.words import apart, listed, number, number_of

__all__ = [
    "caution_sentences",
    "change_sentences",
    "draws_sentence",
    "fit_abstract",
    "links_sentence",
    "moved_sentence",
    "not_told_sentences",
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
        return not_told_sentences(moved)
    return f"{moved_sentence(told)} {links_sentence(moved)}"


def moved_sentence(told: Sequence[Estimate]) -> str:
    """Say how far the ideal point moved, by itself and relative to others, in one sentence.

    Parameters
    ----------
    told : sequence of Estimate
        As for `change_sentences`; all findings.

    Examples
    --------
    >>> from analysis.quantity import Quantity
    >>> q = Quantity("change", "ideal point", "FRA", "CHN", state_name="France",
    ...              partner_name="China")
    >>> e = Estimate("x", "y", 0.2, low=-0.1, high=0.5, quantity=q)
    >>> print(moved_sentence([e, e]))
    The ideal point of France changed by 0.20 [-0.10, 0.50], and minus that of China by 0.20 [-0.10,
    0.50], in standard deviations of all state-periods; no interval excludes zero.
    """
    first, *others = told
    q = first.quantity
    moves = [f"The ideal point of {q.state_name or q.state} changed by {first.interval()}"]
    moves += [
        f"minus that of {e.quantity.partner_name or e.quantity.partner} by {e.interval()}"
        for e in others
    ]
    text = f"{moves[0]}, and {listed(moves[1:])}" if others else moves[0]
    held = [e for e in told if e.excludes_zero is not None]
    sure = sum(bool(e.excludes_zero) for e in held)
    if not held:
        end = ""
    elif len(held) == 1:
        end = f"; the interval {'excludes' if sure else 'includes'} zero"
    elif not sure:
        end = "; no interval excludes zero"
    else:
        which = "all intervals exclude" if sure == len(held) else f"{sure} of {len(held)} intervals"
        verb = "" if sure == len(held) else " excludes" if sure == 1 else " exclude"
        end = f"; {which}{verb} zero"
    return f"{text}, in standard deviations of all state-periods{end}."


def not_told_sentences(moved: Estimate) -> str:
    """Say that no change of the ideal point is told, and why, in plain words.

    Parameters
    ----------
    moved : Estimate
        One that its checks do not let pass. Each of these gives its numbers at length elsewhere.

    Examples
    --------
    >>> from analysis.idealpoints.prediction.gate import Gate
    >>> from analysis.rollcalls.window import as_window
    >>> window = as_window(("2025-01-20", "2025-12-31"))
    >>> gate = Gate("USA", window, 0.9, 0.6, 0.7, 0.3, 0.05, 550, 120, 0.01, 10)
    >>> print(not_told_sentences(Estimate("x", "y", 0.3, gates=(gate,))))
    No change of the ideal point is told. The line does not describe how the state voted: votes
    that the fit had not seen in the window that begins on 2025-01-20 had by it a chance of 1 in 1.9
    on average, and by the state's own shares of Yes, abstention and No alone of 1 in 1.5.
    """
    begun = "No change of the ideal point is told."
    return " ".join([begun, *(_why_not(gate) for gate in moved.gates if not gate.describes)])


def _why_not(check: Any) -> str:
    """Say why a check does not let a change pass; one that is not known here says so itself."""
    if isinstance(check, Gate) and check.n_votes:
        by_line, by_shares = apart(2**check.bits, 2**check.bits_constant)
        return (
            "The line does not describe how the state voted: votes that the fit had not seen in "
            f"the window {_span(check.window)} had by it a chance of 1 in {by_line} on average, "
            "and by the state's own shares of Yes, abstention and No alone of 1 in "
            f"{by_shares}."
        )
    if isinstance(check, Printing):
        k, said = check.links, []
        if "texts" in check.reasons:
            both = number_of(k.n_texts, "text")
            said.append(
                f"Only {both} came to a vote in both windows, and a change needs {LEAST_TEXTS}."
            )
        if "alone" in check.reasons:
            said.append(
                f"Of its votes after, {k.lone_after:.0%} went against nearly all others, and "
                f"{k.lone_before:.0%} of those before: a turn that intervals of such a fit do not "
                "allow for."
            )
        if "misfit" in check.reasons and not said:
            said.append(
                "Even the votes that it has seen the line hardly fits better than the state's own "
                "shares of Yes, abstention and No do."
            )
        return " ".join(said)
    return str(check.sentence())


def _span(window: Window) -> str:
    # The last day may lie years beyond the record, which would read as a forecast.
    return "up to the event" if window.first is None else f"that begins on {window.first}"


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
        "votes in them. Fitted as if no text linked the time before the event with the time since, "
        f"the change is {number(k['unlinked'])} (standard error {number(k['unlinked_se'])}"
        f"{', against ' + number(moved.se) if moved.se is not None else ''})."
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
