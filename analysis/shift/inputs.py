"""The regression designs, each on the series that a study implies.

Series are yearly, with the periods cut at the event and at the beginning of the window before
it, so that no period straddles either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

import pandas as pd

from analysis.agreement import pair_series, pairwise
from analysis.errors import UnshiftError
from analysis.estimate import Estimate, Quantity
from analysis.idealpoints.derived import read_derived
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import years_cut_at
from analysis.shift.design import gathered
from analysis.shift.designs.breaks import find_breaks
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.designs.panel import dyads, panel
from analysis.shift.designs.synthetic import synthetic
from analysis.shift.designs.votes import inaugurations
from analysis.shift.methods.event_study import event_study
from analysis.shift.methods.known_break import chow, cusum
from analysis.shift.methods.measurement_error import over_draws
from analysis.shift.methods.movement import movement
from analysis.shift.methods.scores import quantity_with
from analysis.shift.quantities import allies, study_cuts
from analysis.study import Study

__all__ = [
    "breaks_design",
    "event_study_design",
    "ideal_point_design",
    "interrupted_design",
    "panel_design",
    "synthetic_design",
]

INDICES = {"ordinal": "raw agreement", "kappa": "kappa"}
GROUPS = ("NATO", "CSTO")
#: Draws of ideal points that a design is run over, and of its critical values in each.
OVER, WITHIN = 50, 199


def _cuts(rollcalls: RollCalls, study: Study) -> list[date]:
    return list(years_cut_at(rollcalls.calls["date"], study_cuts(study)))


def _ended(rollcalls: RollCalls, study: Study) -> RollCalls:
    """Return the Assembly's roll calls up to the study's last day."""
    return rollcalls.select(body="GA", end=study.until)


def _series(part: RollCalls, study: Study) -> dict[str, pd.DataFrame]:
    """Return the yearly agreement of the country with the rival, by index."""
    found = pair_series(
        part, study.country, study.rival, _cuts(part, study), list(INDICES), draws=0
    )
    return {i: found[found["index"] == i][["period", "value"]].dropna() for i in INDICES}


def _with_rival(study: Study, index: str) -> dict[str, Any]:
    """Say what the yearly agreement with the rival is, in words and in fields."""
    return {
        "outcome": f"{INDICES[index]}{{of}} with {{partner}}",
        "quantity": quantity_with(study, study.rival, "", index),
    }


def interrupted_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change of level of the yearly agreement with the rival at the event."""
    part = _ended(rollcalls, study)
    series = _series(part, study)
    return gathered(
        partial(
            interrupted,
            series[index],
            study.event,
            **_with_rival(study, index),
            name=f"interrupted.{index}",
            rests_on=part.rests_on(),
            level=study.level,
            draws=study.draws,
            seed=study.seed,
        )
        for index in INDICES
    )


def event_study_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate the change in voting with the rival and the allies, vote by vote, and rank it."""
    own = cache(partial(event_study, rollcalls, study))

    def ranked(outcome: str) -> Estimate:
        return inaugurations(rollcalls, study, outcome, own=own(outcome))

    outcomes = ("rival", "allies")
    found: list[Callable[[], Estimate]] = []
    for outcome in outcomes:
        found += [
            partial(own, outcome),
            partial(event_study, rollcalls, study, outcome, model="ordered"),
        ]
    return gathered([*found, *(partial(ranked, outcome) for outcome in outcomes)])


def panel_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Estimate which groups moved with the country, in a panel of dyads."""
    part = _ended(rollcalls, study)
    cuts = _cuts(part, study)
    found: list[Callable[[], Estimate]] = []
    for index, word in INDICES.items():
        outcome = dyads(pairwise(part, index, cuts), study.country)
        said: dict[str, Any] = {
            "words": f"{word} with {in_sentence(study.country)}",
            "quantity": Quantity(measure=index, partner=study.country),
            "rests_on": part.rests_on(),
        }
        found += [
            partial(panel, outcome, study, GROUPS, name=f"panel.{index}", **said),
            partial(movement, outcome, study, name=f"movement.{index}", **said),
        ]
    return gathered(found)


def synthetic_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Set the country beside a synthetic one made of its allies, in agreement with the rival.

    Once as it is and once with a level of its own, since a state that lies outside all its
    allies is like no mean of them, and the gap is then there before the event.
    """
    part = _ended(rollcalls, study)
    cuts = _cuts(part, study)
    donors = [s for s in allies(study)(study.event) if s not in (study.country, study.rival)]
    found: list[Callable[[], Estimate]] = []
    for index, word in INDICES.items():
        wide = pairwise(part, index, cuts).of(study.rival).dropna(subset=[study.country])
        # Donors need a value in every period; allies that came late would shorten the time.
        long = [s for s in donors if s in wide.columns and wide[s].notna().mean() > 0.6]
        found += [
            partial(
                synthetic,
                wide.dropna(subset=long) if long else wide,
                study.country,
                study.event,
                donors=long,
                own_level=own_level,
                name=f"synthetic.{kind}{index}",
                words=f"{word} with {{partner}}",
                quantity=quantity_with(study, study.rival, "", index).named(study.country),
                rests_on=part.rests_on(),
            )
            for kind, own_level in (("", False), ("level.", True))
        ]
    return gathered(found)


def breaks_design(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Look for breaks in the yearly agreement with the rival, told the date and not told."""
    part = _ended(rollcalls, study)
    found: list[Callable[[], Estimate]] = []
    for index, values in _series(part, study).items():
        said: dict[str, Any] = {
            **_with_rival(study, index),
            "rests_on": part.rests_on(),
            "level": study.level,
            "draws": study.draws,
            "seed": study.seed,
        }
        found += [
            partial(find_breaks, values, name=f"breaks.{index}", **said),
            partial(chow, values, study.event, name=f"chow.{index}", **said),
            partial(cusum, values, name=f"cusum.{index}", **said),
        ]
    return gathered(found)


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
