"""How often intervals of changes hold the truth, and how often a change is called that is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.inference import jackknife_change

__all__ = ["JOINT", "SCENARIOS", "coverage_table", "tables_of_days"]

Floats = npt.NDArray[np.float64]

#: Shares of joint votes (rows the one state's: yes, abstain, no) in the two kinds of record that
#: are simulated: two states that meet half of the time, and one that votes No to the other's Yes.
JOINT: dict[str, Floats] = {
    "half": np.array([[0.20, 0.05, 0.10], [0.05, 0.10, 0.10], [0.20, 0.10, 0.10]]),
    "alone": np.array([[0.04, 0.02, 0.03], [0.03, 0.03, 0.08], [0.12, 0.10, 0.55]]),
}
#: Correlations of votes within a day.
WITHIN = (0.0, 0.1, 0.3)
#: Roll calls a day of the Assembly, largest first: 20 January 2021 to 19 January 2025, and since
#: then to December 2025. The calendar alone is taken from the record; its votes are not.
BEFORE = [
    35,
    34,
    31,
    28,
    23,
    16,
    16,
    15,
    14,
    11,
    10,
    10,
    9,
    8,
    8,
    7,
    7,
    7,
    5,
    4,
    3,
    3,
    2,
    2,
    2,
    2,
] + [1] * 45
AFTER = [62, 41, 20, 20, 6, 5, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2] + [1] * 19
#: Six days a window, one with nearly half of the votes.
SIX = ([60, 43, 20, 10, 5, 2], [30, 30, 25, 10, 5, 1])

Sizes = tuple[Sequence[int], Sequence[int]]


def tables_of_days(
    sizes: Sequence[int], joint: Floats, within: float, rng: np.random.Generator
) -> Floats:
    """Simulate the joint votes of two states, day by day.

    Parameters
    ----------
    sizes : sequence of int, length n_days
        Roll calls of each day.
    joint : ndarray, shape (3, 3)
        Shares of the nine joint votes in the long run.
    within : float
        Correlation of two votes of one day, from 0 up to less than 1: each day has shares of its
        own, drawn about the long run's (Dirichlet).
    rng : Generator

    Returns
    -------
    ndarray, shape (n_days, 3, 3)

    Examples
    --------
    >>> days = tables_of_days([5, 1], JOINT["half"], 0.3, np.random.default_rng(1))
    >>> days.sum(axis=(1, 2)).tolist()
    [5.0, 1.0]
    """
    flat = joint.ravel()
    shares = np.repeat(flat[None], len(sizes), axis=0)
    if within > 0:
        shares = rng.dirichlet(flat * (1 - within) / within, len(sizes))
    days = [rng.multinomial(n, p) for n, p in zip(sizes, shares, strict=True)]
    return np.array(days, dtype=np.float64).reshape(-1, 3, 3)


def _as_they_are(sizes: Sizes) -> Callable[[np.random.Generator], Sizes]:
    return lambda rng: sizes


def _drawn(rng: np.random.Generator) -> Sizes:
    """As many days as there were, each of a size drawn from those that there were."""
    first, second = (rng.choice(np.array(s), len(s)).tolist() for s in (BEFORE, AFTER))
    return first, second


#: The days of both windows in each scenario.
SCENARIOS: Mapping[str, Callable[[np.random.Generator], Sizes]] = {
    "equal days": _as_they_are(([10] * 12, [10] * 12)),
    "six unequal days": _as_they_are(SIX),
    "the real calendar": _as_they_are((BEFORE, AFTER)),
    "days of random size": _drawn,
}
#: Days are drawn with replacement, votes and all, from those of a record: its own change is the
#: truth, and it may hang on one day that is in half of the draws.
REDRAWN = "days redrawn from a record"


def coverage_table(
    n: int = 1000,
    indices: Sequence[str] = ("ordinal", "kappa"),
    kinds: Sequence[tuple[str, str]] = (("half", "half"), ("alone", "alone"), ("half", "alone")),
    scenarios: Sequence[str] = (*SCENARIOS, REDRAWN),
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Simulate records and see what intervals and tests say of their changes.

    Parameters
    ----------
    n : int
        Records for each row.
    indices : sequence of str
    kinds : sequence of (str, str)
        Names of `JOINT` for the votes before and after.
    scenarios : sequence of str
    seed : int
    progress : callable, optional
        Called with rows done and rows in all.

    Returns
    -------
    DataFrame
        Columns ``scenario, before, after, within, index, coverage`` (of 90% intervals),
        ``level`` (share of records in which the true change is rejected at 5%), ``se`` (Monte
        Carlo error of the coverage) and ``n`` (records with an interval).

    Raises
    ------
    UsageError
        If the number of records is not positive, or a scenario is unknown.

    Examples
    --------
    >>> table = coverage_table(20, ["ordinal"], [("half", "half")], ["equal days"])
    >>> table["within"].tolist(), bool((table["coverage"] > 0.5).all())
    ([0.0, 0.1, 0.3], True)
    """
    if n < 1:
        raise UsageError("the number of records is not positive", "coverage", "use 1000, say")
    for name in scenarios:
        if name not in (*SCENARIOS, REDRAWN):
            raise UsageError(f"unknown scenario {name!r}", "coverage", ", ".join(SCENARIOS))
    rows: list[dict[str, object]] = []
    total = len(scenarios) * len(kinds) * len(WITHIN)
    for scenario in scenarios:
        for before, after in kinds:
            for within in WITHIN:
                rng = np.random.default_rng(seed)
                hits: dict[str, list[tuple[bool, bool]]] = {name: [] for name in indices}
                for _ in range(n):
                    days, truth = _record(scenario, JOINT[before], JOINT[after], within, rng)
                    for name, said in hits.items():
                        index = index_named(name)
                        found = jackknife_change(*days, index, vectorised=True)
                        p = found.p_against(float(index(truth[1]) - index(truth[0])))
                        if found.has_error:
                            said.append((p > 0.10, p <= 0.05))
                for name, said in hits.items():
                    covered, rejected = np.mean(said, axis=0)
                    rows.append(
                        {
                            "scenario": scenario,
                            "before": before,
                            "after": after,
                            "within": within,
                            "index": name,
                            "coverage": covered,
                            "level": rejected,
                            "se": np.sqrt(covered * (1 - covered) / len(said)),
                            "n": len(said),
                        }
                    )
                if progress is not None:
                    progress(len(rows) // len(indices), total)
    return pd.DataFrame(rows)


def _record(
    scenario: str, before: Floats, after: Floats, within: float, rng: np.random.Generator
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Simulate the days of both windows, and return them with tables that hold the truth."""
    if scenario != REDRAWN:
        sizes = SCENARIOS[scenario](rng)
        first, second = (
            tables_of_days(s, joint, within, rng)
            for s, joint in zip(sizes, (before, after), strict=True)
        )
        return (first, second), (before, after)
    record = [tables_of_days(s, j, within, rng) for s, j in ((BEFORE, before), (AFTER, after))]
    first, second = (w[rng.integers(0, len(w), len(w))] for w in record)
    return (first, second), (record[0].sum(axis=0), record[1].sum(axis=0))


def markdown(table: pd.DataFrame) -> str:
    """Write the table as Markdown, a scenario and a correlation a row, ranges over the rest.

    Examples
    --------
    >>> row = {"scenario": "equal days", "within": 0.1, "coverage": 0.9, "level": 0.05}
    >>> print(markdown(pd.DataFrame([row, row | {"coverage": 0.91}])).splitlines()[2])
    | equal days | 0.1 | 90.5% (90.0 to 91.0) | 5.0% (5.0 to 5.0) |
    """
    lines = ["| days | within a day | coverage at 90% | level at 5% |", "|---|---:|---:|---:|"]
    for (scenario, within), part in table.groupby(["scenario", "within"], sort=False):
        cells = [
            f"{part[c].mean():.1%} ({100 * part[c].min():.1f} to {100 * part[c].max():.1f})"
            for c in ("coverage", "level")
        ]
        lines.append(f"| {scenario} | {within} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Print the table of the room's README."""
    from analysis.commands.shared.output import counting, say

    with counting("simulating", "rows") as progress:
        table = coverage_table(progress=progress)
    say(markdown(table))


if __name__ == "__main__":  # pragma: no cover
    main()
