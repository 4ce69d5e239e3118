"""The numbers that a figure draws go where the figure goes, and into a file beside it."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from analysis.harmless import safe_cell

__all__ = ["as_csv", "data_of", "with_data"]

#: Name of the attribute of a figure.
DATA = "unshift_data"


def with_data(figure: Figure, data: pd.DataFrame) -> Figure:
    """Give a figure the table of what it draws, a row a mark.

    Examples
    --------
    >>> data_of(with_data(Figure(), pd.DataFrame({"year": [2024]})))
       year
    0  2024
    """
    setattr(figure, DATA, data.reset_index(drop=True))
    return figure


def data_of(figure: Figure) -> pd.DataFrame | None:
    """Return the table that a figure carries; None if it carries none."""
    return getattr(figure, DATA, None)


def as_csv(data: pd.DataFrame) -> str:
    r"""Write a table as CSV: days as ISO writes them, numbers to six digits, words harmless.

    Parameters
    ----------
    data : DataFrame

    Returns
    -------
    str
        A word that a spreadsheet would take for a formula has an apostrophe before it.

    Examples
    --------
    >>> as_csv(pd.DataFrame({"title": ["=1+1", "Peace"], "share": [1 / 3, None]}))
    "title,share\n'=1+1,0.333333\nPeace,\n"
    """
    safe = data.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column].dtype) and not (
            pd.api.types.is_datetime64_any_dtype(safe[column].dtype)
        ):
            safe[column] = [_harmless(cell) for cell in safe[column]]
    return safe.to_csv(
        index=False, lineterminator="\n", float_format="%.6g", date_format="%Y-%m-%d"
    )


def _harmless(cell: object) -> object:
    if isinstance(cell, (int, float)) or cell is None or cell is pd.NaT:
        return cell
    return safe_cell(str(cell))
