"""How often each design finds a planted shift, and how often one that is not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.global_shift import global_shift, study_model
from analysis.shift.run import run_designs
from analysis.simulate import simulate
from analysis.study import Study

__all__ = ["EFFECTS", "HEADLINES", "found", "power_table"]

#: Sizes of the planted shift, in standard deviations of all state-years.
EFFECTS = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0)
#: What each design is judged by: name of the design, name of its estimate.
HEADLINES: dict[str, tuple[str, str]] = {
    "kappa with the rival, two windows": ("windows", "dyadic.kappa.RUS"),
    "allies less rival, two windows": ("windows", "dyadic.ordinal.allies-rival"),
    "allies less rival, votes on texts of a kind": ("agenda", "agenda.preference.allies-rival"),
    "allies less rival, recurring texts": ("agenda", "agenda.recurring.allies-rival"),
    "interrupted series of kappa": ("interrupted", "interrupted.kappa"),
    "votes with the rival, ordered": ("votes", "event.ordered.rival"),
    "synthetic control": ("synthetic", "synthetic.kappa"),
    "synthetic control, level of its own": ("synthetic", "synthetic.level.kappa"),
    "Chow test of kappa": ("breaks", "chow.kappa"),
    "break at a date not told": ("breaks", "breaks.kappa"),
    "placebo among all states, kappa": ("placebo", "placebo.kappa"),
}
FIT = "ideal point, fast fit"
#: The simulated Assembly: as many roll calls a year as of late, years enough for a series, and
#: states few enough for some hundreds of records.
SIZE: dict[str, Any] = {"n_states": 40, "years": 14, "calls_per_year": 90}
DRAWS = 200


def found(estimate: Estimate, alpha: float = 0.05) -> bool:
    """Say whether an estimate claims a shift: by its p-value, or else by its interval.

    Examples
    --------
    >>> found(Estimate("x", "y", 1.0, p_value=0.05)), found(Estimate("x", "y", 1.0, p_value=0.06))
    (True, False)
    >>> found(Estimate("x", "y", 1.0, low=0.1, high=1.9, level=0.95)), found(Estimate("x", "y", 1))
    (True, False)
    """
    if estimate.p_value is not None:
        return estimate.p_value <= alpha
    return bool(estimate.excludes_zero)


def power_table(
    n_null: int = 200,
    n: int = 40,
    effects: Sequence[float] = EFFECTS,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Run the designs on simulated records with a realignment of known size.

    The country's ideal point moves towards the rival's at the event; everybody else goes on as
    before. Tests are at the 5% level, intervals at 95%.

    Parameters
    ----------
    n_null : int
        Records without a shift.
    n : int
        Records for each further effect.
    effects : sequence of float
    seed : int
        The first record's; each record has the next.
    progress : callable, optional
        Called with records done and records in all.

    Returns
    -------
    DataFrame
        One row per design and effect: ``design, effect, found`` (share of records), ``n``
        (records on which the design could run) and ``se`` (of the share, binomial).

    Raises
    ------
    UsageError
        If a number of records is not positive.

    Examples
    --------
    >>> table = power_table(1, 1, effects=[2.0])
    >>> sorted(table.columns), set(table["n"]) <= {0, 1}
    (['design', 'effect', 'found', 'n', 'se'], True)
    """
    if n_null < 1 or n < 1:
        raise UsageError("the number of records is not positive", "power", "use 200 and 40, say")
    study = Study(level=0.95, draws=DRAWS, record="embedded")
    sizes = {effect: n if effect else n_null for effect in effects}
    total, done = sum(sizes.values()), 0
    rows = []
    for effect, records in sizes.items():
        claims: dict[str, list[bool]] = {name: [] for name in (*HEADLINES, FIT)}
        for k in range(records):
            scenario = "realignment" if effect else "null"
            rollcalls = simulate(scenario, seed + k, effect=effect or 1.0, **SIZE).rollcalls
            for name, claim in _claims(rollcalls, study.changed(seed=seed + k)).items():
                claims[name].append(claim)
            done += 1
            if progress is not None:
                progress(done, total)
        for name, said in claims.items():
            share = float(np.mean(said)) if said else float("nan")
            rows.append(
                {
                    "design": name,
                    "effect": effect,
                    "found": share,
                    "n": len(said),
                    "se": float(np.sqrt(share * (1 - share) / len(said))) if said else float("nan"),
                }
            )
    return pd.DataFrame(rows)


def _claims(rollcalls: RollCalls, study: Study) -> dict[str, bool]:
    """Say of each headline whether it claims a shift; what could not be computed is left out."""
    wanted = sorted({design for design, _ in HEADLINES.values()})
    estimates = {
        (r.design, e.name): e for r in run_designs(rollcalls, study, wanted) for e in r.estimates
    }
    said = {
        name: found(estimates[key])
        for name, key in HEADLINES.items()
        if key in estimates and estimates[key].n
    }
    moved = global_shift(study_model(rollcalls, study).fit(), study)
    return said | {FIT: found(moved)}


def _markdown(table: pd.DataFrame) -> str:
    """Write the table as Markdown, a design a row and an effect a column."""
    effects = sorted(table["effect"].unique())
    wide = table.pivot(index="design", columns="effect", values="found")
    lines = [
        "| design | " + " | ".join("no shift" if not e else f"{e:g} sd" for e in effects) + " |",
        "|---|" + "---:|" * len(effects),
    ]
    for design in table["design"].unique():
        cells = (f"{wide.loc[design, e]:.0%}" for e in effects)
        lines.append(f"| {design} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Print the table of the room's README."""
    from analysis.commands.shared.output import counting, say

    with counting("simulating", "records") as progress:
        table = power_table(progress=progress)
    say(_markdown(table))


if __name__ == "__main__":  # pragma: no cover
    main()
