"""Which roll calls the published estimates rest on."""

from __future__ import annotations

import numpy as np

from analysis.rollcalls import RollCalls

__all__ = ["LATE", "without_late_parts"]

#: The last year in which the published series counts votes on paragraphs and amendments.
LATE = 1989


def without_late_parts(rollcalls: RollCalls) -> RollCalls:
    """Drop votes on paragraphs and amendments after 1989, as the published series does.

    Roll calls of which the record does not say whether they are on a part are kept.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 1, 1], [3, 3, 3]], states=["A", "B"],
    ...                           dates=["1980-10-01", "2000-10-01", "2000-10-02"],
    ...                           paragraph=[True, True, False])
    >>> without_late_parts(rc).calls["id"].tolist()
    ['call-0', 'call-2']
    """
    calls = rollcalls.calls
    part = np.zeros(len(calls), dtype=bool)
    for column in ("paragraph", "amendment"):
        part |= calls[column].fillna(False).to_numpy(dtype=bool)
    return rollcalls.take(~(part & (calls["date"].dt.year > LATE).to_numpy()))
