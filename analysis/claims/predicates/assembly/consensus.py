"""The share of texts that the Assembly adopted without a vote, in two sessions."""

from __future__ import annotations

import pandas as pd

from analysis.claims.arguments import Committee
from analysis.claims.ballot import Book
from analysis.claims.ledger import Finding, silent
from analysis.resolutions import Resolutions
from analysis.words import out_of

__all__ = ["fewer_without_a_vote"]


def fewer_without_a_vote(
    book: Book,
    *,
    year: int,
    before: int,
    committee: Committee | None = None,
    under_percent: int = 100,
) -> Finding:
    """Check that fewer of a year's texts were adopted without a vote than of an earlier year's.

    Texts of which the record does not say how they were adopted are left out.

    Parameters
    ----------
    book : Book
    year, before : int
    committee : Committee, optional
        The committee whose texts are asked about; by default all are.
    under_percent : int
        The later share is less than so many in a hundred.
    """
    resolutions = book.resolutions
    first = "" if resolutions is None else resolutions.without_since
    if resolutions is None or not first or first > f"{before}-01-01":
        return silent("This record does not hold what was adopted without a vote in both years.")
    now, then = (_shares(resolutions, y, committee) for y in (year, before))
    if not now[1] or not then[1]:
        return silent("This record has no such text of one of the years.")
    of = f" of the {committee}" if committee else ""
    share, earlier = now[0] / now[1], then[0] / then[1]
    evidence = (
        f"Of {year}, {out_of(now[0], now[1], 'text')}{of} were adopted without a vote "
        f"({share:.0%}); of {before}, {out_of(then[0], then[1], 'text')} ({earlier:.0%})."
    )
    numbers = {
        f"without_{year}": now[0],
        f"texts_{year}": now[1],
        f"without_{before}": then[0],
        f"texts_{before}": then[1],
    }
    rests = f"{now[1] + then[1]:,} resolutions of the General Assembly of {before} and {year}"
    return Finding((share < earlier, share * 100 < under_percent), evidence, numbers, rests)


def _shares(resolutions: Resolutions, year: int, committee: Committee | None) -> tuple[int, int]:
    """Count texts adopted without a vote, and all of which the way of adoption is known."""
    table: pd.DataFrame = resolutions.to_frame()
    which = (table["body"] == "GA") & (table["date"].dt.year == year) & (table["adopted"] != "")
    if committee is not None:
        which &= table["committee"] == committee
    without = which & (table["adopted"] == "without a vote")
    return int(without.sum()), int(which.sum())
