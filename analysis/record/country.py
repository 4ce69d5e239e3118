"""What is known of states besides their votes: GDP per head and population, where it is at hand.

Both are files of the World Bank (``country/`` in the folders searched for data).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.paths import data_search_path, shown

__all__ = ["covariates"]

GDP = Path("country") / "gdp_per_capita_ppp.csv"
POPULATION = Path("country") / "population.csv"
GDP_COLUMN = "GDP per capita, PPP (constant 2021 international $)"


def covariates(
    search: Sequence[Path] | None = None, *, last: int | None = None, carry: int = 2
) -> pd.DataFrame | None:
    """Read the logarithms of GDP per head and of population, by state and year.

    Parameters
    ----------
    search : sequence of Path, optional
        Folders; default is `analysis.paths.data_search_path`.
    last : int, optional
        Last year wanted. GDP ends a year or two before the votes do.
    carry : int
        Years for which a state's last value stands in for those that are not out yet.

    Returns
    -------
    DataFrame or None
        Columns ``state, period, log_gdp_per_head, log_population``, years in which both are
        known; None if a file is in none of the folders. GDP is at purchasing power parity, in
        international dollars of 2021.

    Raises
    ------
    RecordError
        If a file is there and is not what it should be.
    """
    folders = data_search_path() if search is None else list(search)
    tables = []
    for name, read in ((GDP, _gdp), (POPULATION, _population)):
        path = next((f / name for f in folders if (f / name).is_file()), None)
        if path is None:
            return None
        try:
            wide = np.log(read(path))
        except (KeyError, ValueError, UnicodeDecodeError):
            raise RecordError(
                "this is not the World Bank's table", shown(path), "see data/README.md"
            ) from None
        if last is not None and last > wide.index.max():
            wide = wide.reindex(range(int(wide.index.min()), last + 1))
        tables.append(wide.ffill(limit=carry) if carry else wide)
    long = [
        t.melt(ignore_index=False, var_name="state", value_name=x).reset_index(names="period")
        for t, x in zip(tables, ("log_gdp_per_head", "log_population"), strict=True)
    ]
    both = long[0].merge(long[1], on=["state", "period"]).dropna().reset_index(drop=True)
    return both[["state", "period", "log_gdp_per_head", "log_population"]]


def _gdp(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    table = table[table["Code"].notna()]
    return table.pivot(index="Year", columns="Code", values=GDP_COLUMN).astype(float)


def _population(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, encoding="utf-8-sig", skiprows=4).set_index("Country Code")
    years = [c for c in table.columns if str(c).isdigit()]
    wide = table[years].T.astype(float)
    wide.index = pd.Index([int(y) for y in years])
    return wide
