"""How often a change of a share is called that is none, where one window has few votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.inference import jackknife
from analysis.inference.statistics import ratio
from analysis.workshop.coverage import AFTER, BEFORE, WITHIN

__all__ = ["FEW", "PLUSES", "SHARES", "few_votes_table"]

Floats = npt.NDArray[np.float64]

#: Roll calls of each day of the short window.
FEW: Mapping[str, Sequence[int]] = {
    "5 days of 1": [1] * 5,
    "5 days, 1 to 8": [1, 1, 2, 3, 8],
    "8 days of 2": [2] * 8,
    "12 days of 1": [1] * 12,
    "6 days of 5": [5] * 6,
}
#: The calendars of the long window: since January 2025, and the four years before.
LONG: Mapping[str, Sequence[int]] = {"2025": AFTER, "2021-24": BEFORE}
SHARES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
#: How many votes are added for the variance.
PLUSES = (0.0, 1.0, 2.0, 4.0)


def few_votes_table(
    n: int = 200,
    few: Sequence[str] = tuple(FEW),
    shares: Sequence[float] = SHARES,
    pluses: Sequence[float] = PLUSES,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Simulate a share that is the same in a long and a short window, and see what is called.

    Parameters
    ----------
    n : int
        Records for each row.
    few : sequence of str
        Names of `FEW`.
    shares, pluses : sequence of float
    seed : int
    progress : callable, optional
        Called with rows done and rows in all.

    Returns
    -------
    DataFrame
        Columns ``days, long, within, share, plus, called`` (share of all records in which a 90%
        interval excludes zero), ``width`` (mean, of the intervals there are) and ``n``.

    Examples
    --------
    >>> table = few_votes_table(20, ["5 days of 1"], [0.9], [0.0, 4.0])
    >>> table.groupby("plus")["called"].mean().diff().iloc[-1] < 0
    np.True_
    """
    rows: list[dict[str, object]] = []
    total = len(few) * len(LONG) * len(WITHIN) * len(shares)
    for name in few:
        for long, sizes in LONG.items():
            for within in WITHIN:
                for share in shares:
                    rng = np.random.default_rng(seed)
                    records = [
                        (_days(FEW[name], share, within, rng), _days(sizes, share, within, rng))
                        for _ in range(n)
                    ]
                    for plus in pluses:
                        found = [_change(*record, plus) for record in records]
                        held = [f for f in found if f.has_error]
                        rows.append(
                            {
                                "days": name,
                                "long": long,
                                "within": within,
                                "share": share,
                                "plus": plus,
                                "called": sum(f.low > 0 or f.high < 0 for f in held) / n,
                                "width": float(np.mean([f.high - f.low for f in held] or [np.nan])),
                                "n": n,
                            }
                        )
                    if progress is not None:
                        progress(len(rows) // len(pluses), total)
    return pd.DataFrame(rows)


def _days(sizes: Sequence[int], share: float, within: float, rng: np.random.Generator) -> Floats:
    """Simulate days: how many of a kind, and how many in all, shape (n_days, 2)."""
    p = np.full(len(sizes), share)
    if within > 0:
        scale = (1 - within) / within
        p = rng.beta(share * scale, (1 - share) * scale, len(sizes))
    return np.column_stack([rng.binomial(sizes, p), sizes]).astype(np.float64)


def _change(before: Floats, after: Floats, plus: float) -> jackknife.Jackknife:
    return jackknife._windows(
        [before, after], ratio(0), 0.90, (before[:, 1], after[:, 1]), True, plus
    )


def markdown(table: pd.DataFrame) -> str:
    """Write the table as Markdown: the rate of calls, its mean and its worst case, by `plus`."""
    lines = ["| days of the short window | " + " | ".join(f"+{p:g}" for p in PLUSES) + " |"]
    lines.append("|---|" + "---:|" * len(PLUSES))
    for name, part in table.groupby("days", sort=False):
        by = part.groupby("plus")["called"]
        cells = [f"{100 * by.mean()[p]:.0f}% ({100 * by.max()[p]:.0f}%)" for p in PLUSES]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Print the table of docs/decisions/few-votes.md."""
    from analysis.commands.shared.output import counting, say

    with counting("simulating", "rows") as progress:
        table = few_votes_table(progress=progress)
    say(markdown(table))


if __name__ == "__main__":  # pragma: no cover
    main()
