"""All years of a state in one table."""

from __future__ import annotations

import pandas as pd

from analysis.atlas.markup import Html, el, table
from analysis.words import number

__all__ = ["HEADINGS", "year_table"]

HEADINGS = {
    "year": "year",
    "mean": "ideal point",
    "q05": "90% from",
    "q95": "to",
    "texts": "whole texts",
    "yes": "Yes",
    "abstain": "abstained",
    "no": "No",
    "absent": "absent",
    "alone": "alone",
    "alone_no": "only No",
    "divided": "divided texts",
    "allies": "as the allies",
    "rival": "as the rival",
    "neither": "as neither",
    "vote": "voted on before",
    "without_a_vote": "adopted before without a vote",
    "never_seen": "not seen before",
}


def year_table(years: pd.DataFrame) -> Html:
    """Write `analysis.atlas.states.years.years_table`, the latest year first, to be unfolded."""
    if years.empty:
        return Html("")
    columns = [c for c in HEADINGS if c in years]
    rows = [
        [_cell(c, v) for c, v in zip(columns, row, strict=True)]
        for row in years[columns].iloc[::-1].itertuples(index=False, name=None)
    ]
    whole = table(
        [HEADINGS[c] for c in columns],
        rows,
        caption="All years",
        numbers=range(1, len(columns)),
        sortable=True,
    )
    return el("details", el("summary", "Ideal points and counts of all years"), whole)


def _cell(column: str, value: float) -> str:
    if pd.isna(value):
        return "–"
    if column in ("mean", "q05", "q95"):
        return number(value)
    return str(int(value)) if column == "year" else f"{int(value):,}"
