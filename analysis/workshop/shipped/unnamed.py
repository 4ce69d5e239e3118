"""Makes the three unnamed records of lesson 5, which are shipped so that no code names them.

``python -m analysis.workshop.shipped.unnamed`` writes ``data/derived/unnamed.parquet``. Which story
a record tells is nowhere in the suite but here: what students get leaves this folder out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.course.lessons.scenarios import HAPPENING, SIZE, UNNAMED, VOTE
from analysis.files import whole_file
from analysis.simulate import simulate

__all__ = ["ORDER", "SEED", "make_unnamed"]

#: Of the votes; another than that of the lesson's named records.
SEED = 12
#: The stories of the records 1, 2 and 3, as places in `HAPPENING`.
ORDER = (2, 0, 1)
COLUMNS = ["id", "date", "body", "session", "title", "issues", "recurring_text", "source"]


def make_unnamed() -> pd.DataFrame:
    """Simulate the three records.

    Returns
    -------
    DataFrame
        A row for each roll call: ``record``, some columns of the roll calls, and a column of
        votes for each state.
    """
    parts = []
    for name, story in enumerate(ORDER, start=1):
        rollcalls = simulate(HAPPENING[story], SEED, **SIZE).rollcalls
        votes = pd.DataFrame(
            np.asarray(rollcalls.votes).T, columns=[VOTE + str(s) for s in rollcalls.states.index]
        )
        calls = rollcalls.calls[COLUMNS].assign(record=str(name))
        parts.append(pd.concat([calls, votes], axis=1))
    return pd.concat(parts, ignore_index=True)


def main() -> None:
    """Write the file."""
    with whole_file(UNNAMED) as part:
        make_unnamed().to_parquet(part, index=False, compression="zstd")


if __name__ == "__main__":
    main()
