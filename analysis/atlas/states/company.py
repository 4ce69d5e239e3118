"""With whom a state's page compares it: as the report's page one does, if nobody says."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analysis.errors import UsageError
from analysis.shift.company import with_company
from analysis.study import Study

__all__ = ["BEFORE", "PRESENT", "present_of", "study_of"]

#: Years that are a state's present; years before them that the report compares with.
PRESENT, BEFORE = 3, 4


def present_of(years: pd.DataFrame) -> tuple[int, int] | None:
    """Return the first and last year of a state's present; None if it cast no vote.

    Parameters
    ----------
    years : DataFrame
        As `analysis.atlas.states.years.yearly`.

    Examples
    --------
    >>> present_of(pd.DataFrame({"year": [2019, 2024, 2025], "yes": [4, 3, 0], "no": [0, 1, 0],
    ...                          "abstain": [0, 0, 0]}))
    (2022, 2024)
    """
    if years.empty:
        return None
    voted = years.loc[years[["yes", "no", "abstain"]].sum(axis=1) > 0, "year"]
    return (int(voted.max()) - PRESENT + 1, int(voted.max())) if len(voted) else None


def study_of(state: str, present: tuple[int, int]) -> Study:
    """Return the study of a state's present: its allies and its rival by the report's rule.

    It is the study of ``unshift report --country`` with the present's first day as event and its
    last as end. The default study's own country has the allies and the rival that study names. A
    state that cast no vote is compared with nobody.

    Parameters
    ----------
    state : str
    present : (int, int)
        First and last year.

    Examples
    --------
    >>> study = study_of("TUR", (2024, 2026))
    >>> study.allies, study.rival, str(study.event), str(study.until)
    (('NATO',), 'RUS', '2024-01-01', '2026-12-31')
    >>> study_of("USA", (2024, 2026)).rival, study_of("RUS", (2024, 2026)).rival
    ('RUS', 'USA')
    """
    first, last = present
    usual = Study()
    stand_in = usual.country if state == usual.rival else usual.rival
    made = Study(
        country=state,
        rival=stand_in,
        event=date(first, 1, 1),
        before=date(first - BEFORE, 1, 1),
        until=date(last, 12, 31),
    )
    if state == usual.country:
        return made
    try:
        return with_company(made)
    except UsageError:  # it cast no vote before
        return made.changed(allies=())
