"""How often each design finds a planted shift in an Assembly as large as the real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.global_shift import global_shift, study_model
from analysis.shift.run import run_designs
from analysis.study import Study
from analysis.workshop.assembly import Assembly

__all__ = ["EFFECTS", "HEADLINES", "found", "power_records", "power_table"]

#: Sizes of the planted shift, in standard deviations of all states.
EFFECTS = (0.0, 0.5, 1.0, 2.0)
#: What each design is judged by: name of the design, name of its estimate, and the sign that a
#: move towards the rival gives it; 0 where it has none.
HEADLINES: dict[str, tuple[str, str, int]] = {
    "raw agreement with the rival, two windows": ("windows", "dyadic.ordinal.RUS", 1),
    "kappa with the rival, two windows": ("windows", "dyadic.kappa.RUS", 1),
    "allies less rival, raw, two windows": ("windows", "dyadic.ordinal.allies-rival", -1),
    "allies less rival, kappa, two windows": ("windows", "dyadic.kappa.allies-rival", -1),
    "rival, votes on texts of a kind": ("agenda", "agenda.preference.RUS", 1),
    "allies less rival, votes on texts of a kind": (
        "agenda",
        "agenda.preference.allies-rival",
        -1,
    ),
    "rival, reweighted to the earlier agenda": ("agenda", "agenda.reweighted.RUS", 1),
    "rival, recurring texts": ("agenda", "agenda.recurring.RUS", 1),
    "allies less rival, recurring texts": ("agenda", "agenda.recurring.allies-rival", -1),
    "interrupted series, raw": ("interrupted", "interrupted.ordinal", 1),
    "interrupted series of kappa": ("interrupted", "interrupted.kappa", 1),
    "votes with the rival, same or not": ("votes", "event.binary.rival", 1),
    "votes with the rival, ordered": ("votes", "event.ordered.rival", 1),
    "votes with the allies, ordered": ("votes", "event.ordered.allies", -1),
    "synthetic control, kappa": ("synthetic", "synthetic.kappa", 0),
    "synthetic control, level of its own, raw": ("synthetic", "synthetic.level.ordinal", 0),
    "synthetic control, level of its own, kappa": ("synthetic", "synthetic.level.kappa", 0),
    "Chow test, raw": ("breaks", "chow.ordinal", 0),
    "Chow test of kappa": ("breaks", "chow.kappa", 0),
    "CUSUM of kappa": ("breaks", "cusum.kappa", 0),
    "break at a date not told, raw": ("breaks", "breaks.ordinal", 0),
    "break at a date not told, kappa": ("breaks", "breaks.kappa", 0),
    "placebo among all states, raw": ("placebo", "placebo.ordinal", 1),
    "placebo among all states, kappa": ("placebo", "placebo.kappa", 1),
    "one treated state, raw": ("few_treated", "few_treated.ordinal", 1),
    "one treated state, kappa": ("few_treated", "few_treated.kappa", 1),
    "scan of presidencies, rival": ("scan", "scan.presidencies.rival", 1),
    "scan of presidencies, allies less rival": ("scan", "scan.presidencies.allies-rival", -1),
    "E-value, Noes": ("selection", "selection.no", 0),
}
FIT = "ideal point, fast fit"
DRAWS = 200


def found(estimate: Estimate, alpha: float = 0.05, sign: int = 0) -> bool:
    """Say whether an estimate claims a shift: by its p-value, or else by its interval.

    Parameters
    ----------
    estimate : Estimate
    alpha : float
    sign : {-1, 0, 1}
        The direction in which it must be; 0 for either.

    Examples
    --------
    >>> found(Estimate("x", "y", 1.0, p_value=0.05)), found(Estimate("x", "y", 1.0, p_value=0.06))
    (True, False)
    >>> found(Estimate("x", "y", 1.0, low=0.1, high=1.9, level=0.95)), found(Estimate("x", "y", 1))
    (True, False)
    """
    if sign * estimate.estimate < 0:
        return False
    if estimate.p_value is not None:
        return estimate.p_value <= alpha
    return bool(estimate.excludes_zero)


def power_records(
    assembly: Assembly,
    n: int = 40,
    effects: Sequence[float] = EFFECTS,
    seed: int = 1,
    fit: bool = True,
    progress: Callable[[pd.DataFrame], None] | None = None,
) -> pd.DataFrame:
    """Run the designs on simulated Assemblies with a realignment of known size.

    The country's ideal point moves towards the rival's at the event; everybody else goes on as
    before, and the texts are the real ones. Tests are at the 5% level, intervals at 95%; a
    finding with the wrong sign is none.

    Parameters
    ----------
    assembly : Assembly
    n : int
        Records for each effect; each has its own seed, the same for all effects.
    effects : sequence of float
    seed : int
        The first record's.
    fit : bool
        Whether the ideal points are fitted, too, which takes most of the time.
    progress : callable, optional
        Called with what there is after each seed.

    Returns
    -------
    DataFrame
        A row per record and headline that could be computed: ``seed, effect, headline, found``.

    Raises
    ------
    UsageError
        If the number of records is not positive.
    """
    if n < 1:
        raise UsageError("the number of records is not positive", "power", "use 40, say")
    rows: list[dict[str, object]] = []
    for k in range(n):
        for effect in effects:
            study = assembly.study.changed(seed=seed + k, level=0.95, draws=DRAWS)
            claims = _claims(assembly.simulate(effect, seed + k), study, fit)
            rows += [
                {"seed": seed + k, "effect": effect, "headline": name, "found": claim}
                for name, claim in claims.items()
            ]
        if progress is not None:
            progress(pd.DataFrame(rows))
    return pd.DataFrame(rows)


def power_table(records: pd.DataFrame) -> pd.DataFrame:
    """Count in how many records each design finds the shift.

    Parameters
    ----------
    records : DataFrame
        From `power_records`.

    Returns
    -------
    DataFrame
        One row per headline and effect: ``headline, effect, found`` (share of records), ``n``
        (records on which the design could run) and ``se`` (of the share, binomial).

    Examples
    --------
    >>> rows = [{"seed": k, "effect": 1.0, "headline": "toy", "found": k < 3} for k in range(4)]
    >>> power_table(pd.DataFrame(rows))[["found", "n"]].values.tolist()
    [[0.75, 4.0]]
    """
    grouped = records.groupby(["headline", "effect"], sort=False)["found"]
    table = grouped.agg(["mean", "size"]).reset_index()
    table.columns = pd.Index(["headline", "effect", "found", "n"])
    table["se"] = np.sqrt(table["found"] * (1 - table["found"]) / table["n"])
    return table


def _claims(rollcalls: RollCalls, study: Study, fit: bool) -> dict[str, bool]:
    """Say of each headline whether it claims a shift; what could not be computed is left out."""
    wanted = sorted({design for design, _, _ in HEADLINES.values()})
    estimates = {
        (r.design, e.name): e for r in run_designs(rollcalls, study, wanted) for e in r.estimates
    }
    said = {
        name: found(estimates[design, estimate], sign=sign)
        for name, (design, estimate, sign) in HEADLINES.items()
        if (design, estimate) in estimates and estimates[design, estimate].n
    }
    # An E-value has no test: it says no if the interval of the ratio holds one.
    if ("selection", "selection.no") in estimates:
        near = estimates["selection", "selection.no"].details["interval"]
        said["E-value, Noes"] = isinstance(near, float) and near > 1
    if not fit:
        return said
    moved = global_shift(study_model(rollcalls, study).fit(), study)
    return said | {FIT: found(moved)}


def _markdown(table: pd.DataFrame) -> str:
    """Write the table as Markdown, a design a row and an effect a column."""
    effects = sorted(table["effect"].unique())
    wide = table.pivot(index="headline", columns="effect", values="found")
    lines = [
        "| design | " + " | ".join("no shift" if not e else f"{e:g} sd" for e in effects) + " |",
        "|---|" + "---:|" * len(effects),
    ]
    for design in table["headline"].unique():
        cells = (f"{wide.loc[design, e]:.0%}" for e in effects)
        lines.append(f"| {design} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:  # pragma: no cover
    """Print the table of the room's README."""
    from analysis.commands.shared.output import say
    from analysis.rollcalls.load import load_rollcalls
    from analysis.workshop.assembly import assembly_of

    say(_markdown(power_table(power_records(assembly_of(load_rollcalls(), Study())))))


if __name__ == "__main__":  # pragma: no cover
    main()
