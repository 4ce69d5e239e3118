"""Which years a figure by year shows: those of the study, and enough before to see them against."""

from __future__ import annotations

from analysis.study import Study

__all__ = ["YEARS", "shown_years"]

#: Years shown where a long history would crush the recent ones.
YEARS = 15


def shown_years(study: Study, last: int) -> tuple[int, int]:
    """Return the first and last year that figures of a study show.

    Parameters
    ----------
    study : Study
    last : int
        Last year of the record.

    Returns
    -------
    first, last : int
        The last is that of the window studied; the first leaves `YEARS`, and at least two before
        the window compared with.

    Examples
    --------
    >>> shown_years(Study(), 2025)
    (2011, 2025)
    """
    last = min(last, study.until.year)
    return min(last - YEARS + 1, study.before.year - 2), last
