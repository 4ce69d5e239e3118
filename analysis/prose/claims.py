"""The ledger of claims and the votes of its day, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["claims_abstract", "tallies_in_words"]


def claims_abstract(verdicts: Mapping[str, int]) -> str:
    """Say how many statements were checked, and with which verdicts.

    Parameters
    ----------
    verdicts : mapping of verdict to number of statements
        In the order in which they are told.
    """
    counts = ", ".join(f"{verdict} {n}" for verdict, n in verdicts.items())
    return (
        f"**In short.** {sum(verdicts.values())} statements of news reports on the votes of 24 "
        f"February 2025 were checked, with these verdicts: {counts}. Each verdict is counted from "
        "the votes of single states; @tbl-claims gives the evidence and @tbl-claims-basis the roll "
        "calls. @fig-tally and @fig-map show who voted how."
    )


def tallies_in_words(tallies: pd.DataFrame) -> str:
    """Write the tallies of some texts.

    Parameters
    ----------
    tallies : DataFrame
        Columns ``yes, no, abstain``, indexed by the symbol of the text.

    Examples
    --------
    >>> tallies_in_words(pd.DataFrame({"yes": [2], "no": [1], "abstain": [0]}, index=["A/1"]))
    'A/1: 2 yes, 1 no, 0 abstentions'
    """
    return "; ".join(
        f"{row.Index}: {row.yes} yes, {row.no} no, {row.abstain} abstentions"
        for row in tallies.itertuples()
    )
