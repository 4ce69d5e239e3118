"""The country's ideal points interrupted at the event, over the draws that are shipped."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.errors import UnshiftError
from analysis.estimate import Estimate, Quantity
from analysis.idealpoints.derived import read_derived
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.methods.measurement_error import over_draws
from analysis.study import Study

__all__ = ["DESIGN", "ideal_point_design"]

#: Draws of ideal points that a design is run over, and of its critical values in each.
OVER, WITHIN = 50, 199


def ideal_point_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Interrupt the country's ideal points at the event, over posterior draws (Rubin's rules).

    The draws are those shipped in ``data/derived``, by calendar year, of the whole history,
    whatever record is given.
    """
    shipped = read_derived("draws")
    own = shipped[shipped["state"] == study.country]
    wide = own.pivot(index="draw", columns="period", values="theta")
    wide = wide[[p for p in wide.columns if int(p) <= study.until.year]]
    if wide.empty:
        raise UnshiftError(
            f"no draws of {study.country} are shipped",
            "ideal points",
            "see data/derived/README.md for the states that are",
        )
    index = pd.MultiIndex.from_product([[study.country], list(wide.columns)])
    index.names = ["state", "period"]
    step = max(1, len(wide) // OVER)

    def design(theta: pd.Series) -> Estimate:
        return interrupted(
            theta.droplevel("state"),
            study.event,
            pre_trend=False,
            outcome="the ideal point{of}",
            quantity=Quantity(
                measure="ideal point",
                state=study.country,
                state_name=in_sentence(study.country),
            ),
            name="interrupted.idealpoint",
            level=study.level,
            draws=WITHIN,
            seed=study.seed,
        )

    mean = pd.Series(wide.mean().to_numpy(), index=index)
    pooled = over_draws(wide.to_numpy()[::step], index, design, point=mean)
    return [replace(pooled, unit="draws", rests_on="the posterior draws in data/derived")]


DESIGN = Design("idealpoint", ideal_point_design)
