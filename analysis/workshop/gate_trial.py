"""How often the gate is wrong: simulated records on which a line is true, and on which it is not.

The table in the README of ideal points is `gate_trial` of `WORLDS`; by itself the module prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.prediction.compare import of_targets
from analysis.idealpoints.prediction.hidden import Refit, Target
from analysis.record.codes import Vote, is_cast
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.simulate import Simulated, simulate

__all__ = ["WORLDS", "gate_trial"]

SIZE: dict[str, Any] = {"n_states": 40, "years": 5, "calls_per_year": 90}
#: States tried beside the country: as many as there are folds left.
OTHERS = ("RUS", "GBR", "FRA", "DEU", "CHN", "ISR", "CAN", "IND", "BRA")


def _with_votes(sim: Simulated, seed: int, odds: Callable[[np.ndarray], np.ndarray]) -> RollCalls:
    """Make the country vote No after the event with odds that depend on the rival's votes."""
    rc = sim.rollcalls
    votes = np.array(rc.votes)
    own, other = rc.row(sim.country), rc.row(sim.rival)
    no = np.random.default_rng([seed, 99]).random(rc.n_calls) < odds(votes[other])
    no &= sim.after & is_cast(votes[own])
    votes[own, no] = Vote.NO
    return RollCalls(votes, rc.calls, rc.states, rc.sources, rc.scope, rc.notes)


def _refit(model: IdealPoints) -> Refit:
    return lambda training: model.on(training).fit()


def _line(scenario: str) -> Callable[[int], RollCalls]:
    return lambda seed: simulate(scenario, seed, **SIZE).rollcalls


def _both_no(seed: int) -> RollCalls:
    sim = simulate("null", seed, **SIZE)
    return _with_votes(sim, seed, lambda rival: np.where(rival == Vote.NO, 0.9, 0.0))


def _no_to_all(seed: int) -> RollCalls:
    sim = simulate("null", seed, **SIZE)
    return _with_votes(sim, seed, lambda rival: np.full(rival.shape, 0.8))


#: What happens, and whether a line is true of the country after the event.
WORLDS: dict[str, tuple[bool, Callable[[int], RollCalls]]] = {
    "a line, nothing happens": (True, _line("null")),
    "a line, the country moves by 1 sd": (True, _line("realignment")),
    "a line, 90 further texts on which the country stands alone": (True, _line("agenda flood")),
    "the country votes No with the rival, nine times in ten": (False, _both_no),
    "the country votes No on four texts in five, whatever they are": (False, _no_to_all),
}


def gate_trial(runs: int = 40, worlds: Sequence[str] = tuple(WORLDS)) -> pd.DataFrame:
    """Try the gate on the country and nine others in the year of the event.

    Parameters
    ----------
    runs : int
        Records of each world; seeds count from 0.
    worlds : sequence of str
        Names in `WORLDS`.

    Returns
    -------
    DataFrame, two rows per world
        ``world, line, whose, n`` gates, the share ``not_described``, and the mean
        ``difference`` of model less constant shares in bits, with its standard deviation ``sd``;
        ``heard`` is the same on votes that somebody else cast on the text, too.
    """
    window = Window(pd.Timestamp("2025-01-20").date(), None)
    rows = []
    for name in worlds:
        line, make = WORLDS[name]
        found = []
        for seed in range(runs):
            model = IdealPoints(make(seed))
            states = ["USA", *(s for s in OTHERS if s in model.rollcalls.states.index)]
            found.append(
                of_targets(
                    _refit(model),
                    model.rollcalls,
                    model.ballots,
                    [Target(s, window) for s in states],
                )[0]
            )
        gates = pd.concat(found)
        for whose, own in (("country", True), ("nine others", False)):
            part = gates[(gates["state"] == "USA") == own]
            rows.append(
                {
                    "world": name,
                    "line": line,
                    "whose": whose,
                    "n": len(part),
                    "not_described": 1 - part["describes"].mean(),
                    "difference": part["difference"].mean(),
                    "sd": part["difference"].std(),
                    "heard": part["heard"].mean(),
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Print the table."""
    print(gate_trial().round(3).to_string(index=False))


if __name__ == "__main__":
    main()
