"""Texts adopted, by vote or without one, in common columns: what readers say of resolutions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

__all__ = ["LISTS", "TEXT_COLUMNS", "text_table"]

#: Columns of a table of resolutions and what stands in them where a source is silent.
#: ``adopted`` is ``vote``, ``without a vote`` or "" (not said); ``roll_call`` the id of the roll
#: call that adopted it; ``drafters`` the states that submitted the draft, ``cosponsors`` those
#: that joined them later, ``on_behalf_of`` the groups that a drafter spoke for and
#: ``submitted_by`` the organ, where no state submitted it.
TEXT_COLUMNS: dict[str, tuple[str, object]] = {
    "symbol": ("str", ""),
    "body": ("str", "GA"),
    "date": ("datetime64[s]", pd.NaT),
    "session": ("str", ""),
    "title": ("str", ""),
    "agenda_item": ("str", ""),
    "committee": ("str", ""),
    "subjects": ("object", ()),
    "drafters": ("object", ()),
    "cosponsors": ("object", ()),
    "on_behalf_of": ("object", ()),
    "submitted_by": ("str", ""),
    "adopted": ("str", ""),
    "roll_call": ("str", ""),
    "draft": ("str", ""),
    "meeting": ("str", ""),
    "source": ("str", ""),
}
#: Columns whose cells are tuples of str.
LISTS = tuple(name for name, (dtype, _) in TEXT_COLUMNS.items() if dtype == "object")


def text_table(columns: Mapping[str, object], n: int) -> pd.DataFrame:
    """Build a table of resolutions with every column of `TEXT_COLUMNS`, in order and typed.

    Parameters
    ----------
    columns : mapping
        Values for some of the columns; the others are filled with their empty value.
    n : int
        Number of resolutions.

    Returns
    -------
    DataFrame, n rows, RangeIndex

    Examples
    --------
    >>> t = text_table({"symbol": ["A/RES/80/1"], "drafters": [("FRA", "DEU")]}, 1)
    >>> t.loc[0, "drafters"], t.loc[0, "cosponsors"], t.loc[0, "adopted"]
    (('FRA', 'DEU'), (), '')
    """
    index = pd.RangeIndex(n)
    data = {}
    for name, (dtype, empty) in TEXT_COLUMNS.items():
        values = columns.get(name)
        if isinstance(values, pd.Series):
            values = values.array
        if dtype == "object":
            cells = [tuple(cell) for cell in values] if values is not None else [()] * n  # type: ignore[attr-defined]
            data[name] = pd.Series(cells, index=index, dtype="object")
        else:
            data[name] = pd.Series(empty if values is None else values, index=index).astype(dtype)
    return pd.DataFrame(data, index=index)
