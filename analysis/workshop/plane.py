"""The table of distances in the plane: a country, its rival, its allies and a friend, by year.

Run as ``python -m analysis.workshop.plane``, which writes checkpoints and goes on from them, and
prints the table of `analysis/idealpoints/plane/README.md` with times and convergence.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.idealpoints.plane.results import Group, PlanePosterior
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import allies_by_year
from analysis.study import Study

__all__ = ["distance_table", "in_markdown", "mixing"]


def distance_table(results: PlanePosterior, rollcalls: RollCalls, study: Study) -> pd.DataFrame:
    """Return distances by year, a row per year and pair.

    Allies are the members of the study's alliances in the middle of the year that have a point
    then; their mean point is taken, members alike.

    Parameters
    ----------
    results : PlanePosterior
        By year.
    rollcalls : RollCalls
    study : Study

    Returns
    -------
    DataFrame
        As of `PlanePosterior.distances`, with a column ``pair``.
    """
    allies: dict[object, Sequence[str]] = {}
    allies.update(allies_by_year(study, rollcalls).items())
    pairs: dict[str, tuple[str, Group]] = {
        f"{study.country}–{study.rival}": (study.country, study.rival),
        f"{study.country}–allies": (study.country, allies),
        f"{study.rival}–allies": (study.rival, allies),
        f"{study.country}–{study.friend}": (study.country, study.friend),
    }
    tables = [
        results.distances(a, b, study.level).assign(pair=name) for name, (a, b) in pairs.items()
    ]
    return pd.concat(tables, ignore_index=True)


def mixing(table: pd.DataFrame, first: int) -> pd.DataFrame:
    """Return the largest R-hat and least ESS of each pair from a year on, and in which year.

    Examples
    --------
    >>> table = pd.DataFrame({"pair": "A–B", "period": [1999, 2000, 2001],
    ...                       "r_hat": [2.0, 1.01, 1.0], "ess": [1.0, 500.0, 450.0]})
    >>> mixing(table, 2000).loc["A–B"].to_dict()
    {'r_hat': 1.01, 'in': 2000.0, 'ess': 450.0, 'least in': 2001.0}
    """
    late = table[table["period"] >= first]
    rows = {}
    for pair, part in late.groupby("pair", sort=False):
        worst, least = part.loc[part["r_hat"].idxmax()], part.loc[part["ess"].idxmin()]
        rows[pair] = {
            "r_hat": worst["r_hat"],
            "in": worst["period"],
            "ess": least["ess"],
            "least in": least["period"],
        }
    return pd.DataFrame(rows).T.astype({"in": int, "least in": int})


def in_markdown(table: pd.DataFrame, first: int) -> str:
    """Write the table from a year on as Markdown: distances with their intervals.

    Examples
    --------
    >>> row = {"period": 2009, "pair": "A–B", "estimate": 2.0, "low": 1.5, "high": 2.5}
    >>> print(in_markdown(pd.DataFrame([row]), 2009))
    | year | A–B |
    |---|---:|
    | 2009 | 2.00 [1.50, 2.50] |
    """
    late = table[table["period"] >= first]
    cell = [f"{r.estimate:.2f} [{r.low:.2f}, {r.high:.2f}]" for r in late.itertuples(index=False)]
    pairs = list(dict.fromkeys(late["pair"]))
    wide = late.assign(cell=cell).pivot(index="period", columns="pair", values="cell")[pairs]
    lines = ["| year | " + " | ".join(pairs) + " |", "|---|" + "---:|" * len(pairs)]
    for year, row in wide.fillna("").iterrows():
        lines.append(f"| {year} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Sample, and print the table, how the chains mixed, and what it took."""
    import argparse
    import time
    from pathlib import Path

    from analysis.commands.shared.output import counting, say
    from analysis.idealpoints import IdealPoints, Plan
    from analysis.rollcalls.load import load_rollcalls
    from analysis.study import load_study

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--start", help="first day of the record to sample")
    asked.add_argument("--first", type=int, default=2009, help="first year printed")
    asked.add_argument("--chains", type=int, default=4)
    asked.add_argument("--draws", type=int, default=1000)
    asked.add_argument("--warmup", type=int, default=500)
    asked.add_argument("--thin", type=int, default=4)
    asked.add_argument("--checkpoint", type=Path)
    asked.add_argument("--csv", type=Path, help="where distances of all years are written")
    a = asked.parse_args()
    study = load_study()
    rollcalls = load_rollcalls(study.record).select(start=a.start, body="GA")
    model = IdealPoints(rollcalls, anchor=study.country, dimensions=2, second_anchor=study.rival)
    plan = Plan(a.chains, a.draws, a.warmup, a.thin)
    begin = time.perf_counter(), time.process_time()
    with counting("sampling", "sweeps") as progress:
        results = model.sample(plan, progress=progress, checkpoint=a.checkpoint)
    assert isinstance(results, PlanePosterior)
    spent = time.perf_counter() - begin[0], time.process_time() - begin[1]
    table = distance_table(results, rollcalls, study)
    if a.csv is not None:
        table.to_csv(a.csv, index=False, lineterminator="\n")
    say(results.summary())
    say(in_markdown(table, a.first))
    say(mixing(table, 1990).round(4).to_string())
    say(
        f"{spent[0]:.0f} s, {spent[1]:.0f} s of processors (start at the fast fit included); "
        f"{results.draws.seconds:.0f} s sampling; accepted "
        + ", ".join(f"{k} {v:.2f}" for k, v in results.draws.accepted.items())
    )


if __name__ == "__main__":  # pragma: no cover
    main()
