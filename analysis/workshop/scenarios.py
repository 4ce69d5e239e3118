"""How often intervals of changes of ideal points hold the truth, scenario by scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.idealpoints import IdealPointResults, Plan
from analysis.shift.global_shift import (
    global_shift,
    relative_shifts,
    study_model,
    study_periods,
)
from analysis.simulate import Simulated, simulate
from analysis.study import Study

__all__ = ["CASES", "QUANTITIES", "STUDY", "Case", "coverage_table", "records_of"]


class Case(NamedTuple):
    """What happens in a record: a scenario, how far the country moves, and what is known of texts.

    Attributes
    ----------
    scenario : str
        As for `analysis.simulate.simulate`.
    jump : float
        Of the country's ideal point, away from the rival.
    linked : int
        How many texts are known to be the same before and after the event.
    """

    scenario: str
    jump: float
    linked: int

    @property
    def words(self) -> str:
        """Return what happens in words for a table."""
        moves = f", moves {self.jump:+g}" if self.jump else ""
        return f"{self.scenario}{moves}, {self.linked} links".replace("-", "\u2212")


#: Texts of a year that come back.
ALL = 36
#: A flood's texts are made for a state at the end, so there the country moves outward.
CASES = tuple(
    Case(scenario, jump, linked)
    for scenario, jumps in (
        ("null", (0.0, -0.5, -1.0)),
        ("agenda flood", (0.0, 0.5)),
        ("newly called", (0.0, -0.5)),
        ("both ends", (0.0, -0.5)),
    )
    for jump in jumps
    for linked in (ALL, 0)
) + tuple(Case("tide", 0.0, linked) for linked in (ALL, 20, 10, 5, 0))
STUDY = Study(record="embedded")
QUANTITIES = ("plain", "allies", "rival")
#: The simulated Assembly. A year's step of a state has a standard deviation of 0.1.
SIZE: dict[str, Any] = {
    "n_states": 40,
    "years": 14,
    "calls_per_year": 90,
    "walk_sd": 0.1,
    "effect": 0.5,
}
#: Of the sampler, for each record; enough for means and 90% quantiles, not for a page.
PLAN = Plan(chains=2, draws=300, warmup=200, thin=2)


def records_of(
    case: Case, n: int, seed: int = 1, sampled: bool = False, plan: Plan = PLAN
) -> pd.DataFrame:
    """Simulate records of one case, and set each interval beside the truth.

    Parameters
    ----------
    case : Case
    n : int
        Records. Seeds whose states cannot be simulated, as where another state walks past the
        country in an agenda flood, are passed over.
    seed : int
        The first record's.
    sampled : bool
        Whether the sampler is run, or else the fast fit.
    plan : Plan
        Of the sampler.

    Returns
    -------
    DataFrame, a row for each record and quantity
        ``case, seed, quantity, estimate, low, high, truth, inside, printed, unprinted``, and the
        fields of `analysis.idealpoints.results.linking.Links`.

    Raises
    ------
    UsageError
        If `n` is not positive, or no record could be simulated.

    Examples
    --------
    >>> rows = records_of(Case("null", 0.0, 36), 1)
    >>> rows["quantity"].tolist(), bool(rows["truth"].abs().max() < 1)
    (['plain', 'allies', 'rival'], True)
    """
    if n < 1:
        raise UsageError("the number of records is not positive", "scenarios", "use 50, say")
    rows: list[dict[str, Any]] = []
    done, failed, at = 0, 0, seed
    while done < n:
        try:
            sim = simulate(case.scenario, at, jump=case.jump, linked=case.linked, **SIZE)
        except UsageError:
            failed, at = failed + 1, at + 1
            if failed > 10 * n + 10:
                raise
            continue
        model = study_model(sim.rollcalls, STUDY)
        results = model.sample(plan) if sampled else model.fit()
        moved = global_shift(results, STUDY)
        found = [moved, *relative_shifts(results, STUDY, moved)]
        for name, e, true in zip(QUANTITIES, found, _truths(sim, results, found), strict=True):
            rows.append(
                {
                    "case": case.words,
                    "seed": at,
                    "quantity": name,
                    "estimate": e.estimate,
                    "low": e.low,
                    "high": e.high,
                    "truth": true,
                    "inside": bool(e.low <= true <= e.high),  # type: ignore[operator]
                    **{k: v for k, v in e.details.items() if k != "against"},
                }
            )
        done, at = done + 1, at + 1
    return pd.DataFrame(rows)


def _truths(sim: Simulated, results: IdealPointResults, found: Sequence[Any]) -> list[float]:
    """Return the true changes, on the scale on which the fitted points have mean 0 and sd 1."""
    b = results.ballots
    theta: npt.NDArray[np.float64] = np.array(
        [
            sim.theta.loc[b.states[s], b.periods[p].year]
            for s, p in zip(b.point_state, b.point_period, strict=True)
        ]
    )
    theta = (theta - theta.mean()) / theta.std()
    sides = study_periods(results, STUDY)
    out = []
    for e in found:
        others = tuple(str(s) for s in e.details["against"])
        true = results.window_weights(STUDY.country, *sides) @ theta
        if others:
            true -= np.mean([results.window_weights(s, *sides) @ theta for s in others])
        out.append(float(true))
    return out


def coverage_table(records: pd.DataFrame) -> pd.DataFrame:
    """Count how often intervals hold the truth, of all records and of those that are printed.

    Parameters
    ----------
    records : DataFrame
        As `records_of` returns them, of any number of cases.

    Returns
    -------
    DataFrame, a row a case and quantity
        ``case, quantity, n, bias, covered, printed`` (share of the records that the rule lets
        through), ``covered_printed`` (of these; NaN if there are none).

    Examples
    --------
    >>> rows = pd.DataFrame({"case": "x", "quantity": "plain", "estimate": [1.0, 2.0],
    ...     "truth": 0.0, "inside": [True, False], "printed": [True, False]})
    >>> [str(value) for value in coverage_table(rows).iloc[0]]
    ['x', 'plain', '2', '1.5', '0.5', '0.5', '1.0']
    """
    out = []
    for (case, quantity), part in records.groupby(["case", "quantity"], sort=False):
        shown = part[part["printed"]]
        out.append(
            {
                "case": case,
                "quantity": quantity,
                "n": len(part),
                "bias": float((part["estimate"] - part["truth"]).mean()),
                "covered": float(part["inside"].mean()),
                "printed": float(part["printed"].mean()),
                "covered_printed": float(shown["inside"].mean()) if len(shown) else float("nan"),
            }
        )
    return pd.DataFrame(out)


def run(
    n: int,
    cases: Sequence[Case] = CASES,
    sampled: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Simulate every case; see `records_of`."""
    parts = []
    for k, case in enumerate(cases):
        parts.append(records_of(case, n, sampled=sampled))
        if progress is not None:
            progress(k + 1, len(cases))
    return pd.concat(parts, ignore_index=True)


def _markdown(table: pd.DataFrame) -> str:
    """Write the table as Markdown, a case a row."""
    lines = [
        "| case | bias | plain | allies | rival | printed | plain | allies | rival |",
        "|---|" + "---:|" * 8,
    ]
    for case, part in table.groupby("case", sort=False):
        by = part.set_index("quantity")
        cells = [f"{by.loc['plain', 'bias']:+.2f}".replace("-", "\u2212")]
        cells += [f"{by.loc[q, 'covered']:.0%}" for q in QUANTITIES]
        cells.append(f"{by.loc['plain', 'printed']:.0%}")
        shown = [by.loc[q, "covered_printed"] for q in QUANTITIES]
        cells += ["" if np.isnan(x) else f"{x:.0%}" for x in shown]
        lines.append(f"| {case} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Print the tables of the room's README: records of the fast fit, then of the sampler."""
    import sys

    from analysis.commands.shared.output import counting, say

    n, n_sampled = (int(x) for x in (*sys.argv[1:], "100", "20")[:2])
    for count, sampled in ((n, False), (n_sampled, True)):
        if count:
            with counting("simulating", "cases") as progress:
                records = run(count, sampled=sampled, progress=progress)
            say(_markdown(coverage_table(records)))


if __name__ == "__main__":  # pragma: no cover
    main()
