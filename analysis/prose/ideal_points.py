"""What the ideal points say, and how far they can be trusted, in words."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["caution_sentences", "draws_sentence", "fit_abstract", "published_sentences"]


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
        f"**Abstract.** {moved} The fit takes in {votes}. It has one dimension; posterior "
        "estimates of the whole history stand beside it."
    )


def draws_sentence(moved: str, r_hat: float, ess: float) -> str:
    """Say how far the state moved in posterior draws, and how well their chains mixed.

    Parameters
    ----------
    moved : str
        Sentence of the movement in the draws.
    r_hat, ess : float
        The largest R-hat and the fewest independent draws of the years compared.
    """
    return (
        "In these draws, by whole calendar years and not by windows cut at the event: "
        f"{moved[:1].lower()}{moved[1:]} R-hat of the years is at most {r_hat:.3f}, and the fewest "
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
