"""The abstract of a report: its sentences in order, a paragraph a quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.estimate import Estimate
from analysis.prose.sentences import (
    against_allies,
    direction,
    placebo_sentence,
    towards,
    undescribed,
    why_open,
)
from analysis.record.states import in_sentence
from analysis.shift.quantities import group_in_words
from analysis.study import Study
from analysis.tables import literal
from analysis.words import day_in_words, upper_first

__all__ = ["abstract"]


def abstract(
    study: Study,
    rests_on: str,
    moved: Estimate,
    dyads: Mapping[str, Estimate],
    gaps: Mapping[str, Estimate],
    placebos: Sequence[Estimate],
    surprising: pd.DataFrame,
    ranked: int,
    bounds: str = "",
    votes: str = "",
) -> str:
    """Write the abstract of a report from its results.

    Parameters
    ----------
    study : Study
    rests_on : str
        Which roll calls the ideal points are fitted to, in words.
    moved : Estimate
        The global shift.
    dyads, gaps : mapping of measure to Estimate
        Change in agreement with the rival; with allies less the rival.
    placebos : sequence of Estimate
        From `analysis.shift.designs.placebo.placebo_rank`.
    surprising : DataFrame
        At most one row of `analysis.shift.surprise.surprise`: the most surprising vote on the
        issue on the first day of voting on it after the event.
    ranked : int
        Votes that have a rank.
    bounds, votes : str
        From `bounds_sentence` and `votes_since`.

    Returns
    -------
    str
        Markdown; every sentence is bound to an interval, a p-value or a count.
    """
    country, rival = in_sentence(study.country), in_sentence(study.rival)
    # One paragraph a quantity, in the order of the study.
    question = (
        f"How did the votes of {country} change from {day_in_words(study.event)} on, "
        f"against those since {day_in_words(study.before)}?"
    )
    # The record may end long before the event: the window is not what was compared.
    compared = next((e.rests_on for e in (*dyads.values(), *gaps.values()) if e.rests_on), "")
    question += f" Compared are {compared}." if compared else ""
    question += (
        " The texts put to the vote differ between the two windows. Ideal points are fitted to "
        f"{rests_on}."
    )
    issue = [votes] if votes else []
    for vote in surprising.itertuples():
        rank = "" if pd.isna(vote.rank) else f", rank {vote.rank:,} of {ranked:,}"
        issue.append(
            "On the first day of voting on it after the event, the least expected vote, on "
            f"{literal(vote.symbol or vote.id)}, had a surprise of {vote.bits:.1f} bits{rank}."
        )
    dyad = [towards(e, country, rival, measure) for measure, e in dyads.items()]
    dyad += [bounds] if bounds else []
    dyad += [
        against_allies(e, country, rival, measure, group_in_words(study))
        for measure, e in gaps.items()
    ]
    way = {"up": "rose", "down": "fell"}.get(direction(moved))
    if not moved.is_finding:
        whole = f"No change of the ideal point is told. {undescribed(moved)}"
    elif way:
        whole = (
            f"The ideal point, positive on the side of the United States, {way} "
            f"({moved.interval()} standard deviations)."
        )
    else:
        whole = (
            f"The ideal point changed by {moved.interval()} standard deviations; "
            f"{why_open(moved)}, so no direction is established."
        )
    name = upper_first(country)
    rare = [placebo_sentence(p, name, f"the {p.estimand}") for p in placebos]
    parts = {"The issue": issue, "The dyad": dyad, "The whole": [whole], "How rare": rare}
    return "\n\n".join(
        [question, *(f"*{head}.* {' '.join(said)}" for head, said in parts.items() if said)]
    )
