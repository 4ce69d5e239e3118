"""The yearly series that a study implies, and what they are in words.

Series are yearly, with the periods cut at the event and at the beginning of the window before
it, so that no period straddles either.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from analysis.agreement import headlines, index_named, index_names, pair_series
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import years_cut_at
from analysis.shift.methods.scores import quantity_with
from analysis.shift.quantities import study_cuts
from analysis.study import Study

__all__ = ["ended", "with_rival", "year_cuts", "yearly_agreement"]


def year_cuts(rollcalls: RollCalls, study: Study) -> list[date]:
    """Return the cuts between periods of about a year, at the study's days among them."""
    return list(years_cut_at(rollcalls.calls["date"], study_cuts(study)))


def ended(rollcalls: RollCalls, study: Study) -> RollCalls:
    """Return the Assembly's roll calls up to the study's last day."""
    return rollcalls.select(body="GA", end=study.until)


def yearly_agreement(part: RollCalls, study: Study) -> dict[str, pd.DataFrame]:
    """Return the yearly agreement of the country with the rival, by index."""
    names = index_names(headlines())
    found = pair_series(
        part, study.country, study.rival, year_cuts(part, study), names, intervals=False
    )
    return {i: found[found["index"] == i][["period", "value"]].dropna() for i in names}


def with_rival(study: Study, index: str) -> dict[str, Any]:
    """Say what the yearly agreement with the rival is, in words and in fields.

    Examples
    --------
    >>> said = with_rival(Study(), "ordinal")
    >>> said["quantity"].fill(said["outcome"])
    'raw agreement of the United States with Russia'
    """
    return {
        "outcome": f"{index_named(index).words}{{of}} with {{partner}}",
        "quantity": quantity_with(study, study.rival, "", index),
    }
