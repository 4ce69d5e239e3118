"""Roll calls on which far fewer states voted than on those of their year: a file may be cut."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.record.codes import is_cast
from analysis.words import list_of, number_of

__all__ = ["thin_note"]

#: Named in the note at most.
NAMED = 6


def thin_note(table: pd.DataFrame, votes: npt.NDArray[np.int8]) -> str:
    """Name the Assembly's roll calls with fewer than half the votes that are usual in their year.

    A file cut between two rows shows in nothing else. Roll calls known in part are told elsewhere.

    Parameters
    ----------
    table : DataFrame, n_calls rows
        Roll calls.
    votes : ndarray of int8, shape (n_states, n_calls)

    Returns
    -------
    str
        "" where there is none. Usual is the median of the year.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "body": "GA", "partial": False,
    ...                       "date": pd.to_datetime(["2020-01-01"] * 3)})
    >>> thin_note(table, np.array([[1, 1, 1], [1, 3, 0], [2, 1, 0]], dtype=np.int8))
    'on 1 roll call fewer than half as many states voted as is usual in its year: c (1 of 3)'
    """
    assembly = ((table["body"] == "GA") & ~table["partial"].astype(bool)).to_numpy()
    if not assembly.any():
        return ""
    cast = pd.Series(is_cast(votes[:, assembly]).sum(axis=0))
    usual = cast.groupby(table["date"].dt.year.to_numpy()[assembly]).transform("median")
    thin = (cast * 2 < usual).to_numpy()
    if not thin.any():
        return ""
    ids = table["id"].to_numpy()[assembly]
    named = [f"{ids[j]} ({cast[j]} of {usual[j]:.0f})" for j in thin.nonzero()[0][:NAMED]]
    more = int(thin.sum()) - len(named)
    if more:
        named.append(number_of(more, "other"))
    year = "its year" if thin.sum() == 1 else "their years"
    return (
        f"on {number_of(int(thin.sum()), 'roll call')} fewer than half as many states voted as is "
        f"usual in {year}: {list_of(named)}"
    )
