"""How many designs ran, how many of their numbers stand out, and why others are silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.estimate import Estimate
from analysis.record.states import in_sentence
from analysis.shift.run import DesignResult
from analysis.study import Study
from analysis.words import listed, number_of

__all__ = [
    "Counts",
    "answer_sentence",
    "counted",
    "designs_abstract",
    "many_sentence",
    "silence_sentences",
]

#: The p-value up to which one is counted as small.
ALPHA = 0.05
#: Share of the specifications with one sign from which a change is said to survive other choices.
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Counts:
    """What designs gave, in numbers.

    Attributes
    ----------
    designs, ran, estimates : int
        Designs, those of them that gave estimates, and these.
    intervals, apart : int
        Estimates with an interval, and those whose interval excludes zero.
    tested, small : int
        Estimates with a p-value, and those whose p-value is at most 0.05.
    """

    designs: int
    ran: int
    estimates: int
    intervals: int
    apart: int
    tested: int
    small: int


def counted(results: Sequence[DesignResult]) -> Counts:
    """Count what designs gave; what could hardly find a shift is not counted."""
    made = [e for r in results for e in r.counted]
    p_values = [e.p_value for e in made if e.p_value is not None]
    return Counts(
        len(results),
        sum(bool(r.counted) for r in results),
        len(made),
        sum(e.excludes_zero is not None for e in made),
        sum(bool(e.excludes_zero) for e in made),
        len(p_values),
        sum(p <= ALPHA for p in p_values),
    )


def designs_abstract(n: Counts, study: Study) -> str:
    """Say how many designs ran and how many of their numbers stand out.

    Examples
    --------
    >>> designs_abstract(Counts(9, 0, 0, 0, 0, 0, 0), Study())[14:58]
    'None of the 9 designs could run on these vot'
    """
    if not n.ran:
        return (
            f"**In short.** None of the {n.designs} designs could run on these votes; the reasons "
            "stand below."
        )
    ran = f"All {n.designs} designs" if n.ran == n.designs else f"Of {n.designs} designs, {n.ran}"
    return (
        f"**In short.** {ran} could run on these votes and gave "
        f"{n.estimates} estimates for {in_sentence(study.country)} and the event of "
        f"{study.event}. {n.apart} of {number_of(n.intervals, 'interval')} "
        f"{'excludes' if n.apart == 1 else 'exclude'} zero; {n.small} of "
        f"{number_of(n.tested, 'p-value')} {'is' if n.small == 1 else 'are'} at most {ALPHA}. The "
        "estimates are of different quantities and rest on the same votes, so that these counts "
        "are no vote among witnesses. @tbl-designs shows each."
    )


def many_sentence(n: Counts) -> str:
    """Say how many p-values are small, and what to make of it; empty if there are none."""
    if not n.tested:
        return ""
    return (
        f"Of {n.tested} p-values {n.small} are at most {ALPHA}. They are not independent, since "
        "all rest on the same votes, and with so many a few small ones are to be expected; the "
        "scan is the row that allows for the number of states and dates one could have looked at."
    )


def silence_sentences(results: Sequence[DesignResult]) -> list[str]:
    """Say which designs could not run, and which only in part, each with its reason."""
    missing = [f"{listed(r.reasons) or r.note} (*{r.design}*)" for r in results if not r.estimates]
    partly = [f"{listed(r.reasons)} (*{r.design}*)" for r in results if r.estimates and r.reasons]
    said = []
    if missing:
        said.append("Designs that could not run on these votes: " + "; ".join(missing) + ".")
    if partly:
        said.append("Of other designs a part could not be computed: " + "; ".join(partly) + ".")
    return said


def answer_sentence(curves: Sequence[Estimate]) -> str:
    """Answer the title of the chapter: does the change survive other choices?

    Parameters
    ----------
    curves : sequence of Estimate
        From `analysis.shift.designs.specification.specification_curve`: with the shares of
        each sign in their details.

    Examples
    --------
    >>> from analysis.estimate import Quantity
    >>> q = Quantity(partner="RUS", form="change with {partner}", partner_name="Russia")
    >>> curve = Estimate("x", q.words(), 0.1, p_value=0.4, n=40, quantity=q,
    ...                  details={"positive": 0.8, "negative": 0.2})
    >>> answer_sentence([curve]).split(":")[0]
    'Does it survive other choices? The change in agreement with Russia does not'
    """
    if not curves:
        return (
            "Does it survive other choices? These votes do not say: no specification curve could "
            "be computed."
        )
    said = []
    for curve in curves:
        up, down = (float(str(curve.details[k])) for k in ("positive", "negative"))
        share, way = max((up, "positive"), (down, "negative"))
        words = replace(curve.quantity, form="change in agreement with {partner}").short()
        alike = f"of {curve.n:,} specifications {share:.0%} are {way}"
        p = curve.p_value
        dealt = (
            "and no deal of the days differs from what was observed"
            if p is None
            else f"and with the days dealt anew their median has p = {p:.3f}"
        )
        if share >= NEARLY_ALL and p is not None and p <= ALPHA:
            said.append(f"The {words} does: {alike}, {dealt}.")
        elif share >= NEARLY_ALL:
            said.append(f"The {words} has one sign, and may be chance: {alike}, {dealt}.")
        else:
            said.append(f"The {words} does not: {alike}, {dealt}.")
    return "Does it survive other choices? " + " ".join(said)
