"""The gate of every state, ten at a time, as `data/derived/gates_all.csv`, which the atlas reads.

By itself the module writes the file: ``python -m analysis.atlas.gates``.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.prediction.gate import gate_from
from analysis.idealpoints.prediction.hidden import FOLDS, Target, hidden_bits
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window, as_window

__all__ = ["COLUMNS", "WINDOWS", "gates_of_states"]

#: Whole years, as the points that are judged: those that the reports ask about first.
WINDOWS = (("2025-01-01", "2026-12-31"),)
COLUMNS = ["state", "first", "last", "n_votes", "n_alone", "bits", "bits_constant", "difference"]
COLUMNS += ["se", "describes"]


def gates_of_states(
    assembly: RollCalls, states: Sequence[str], windows: Sequence[Window], folds: int = FOLDS
) -> pd.DataFrame:
    """Try the line by year on hidden votes of states, as many states at a time as there are folds.

    The rule is that of ``docs/decisions/gate.md``, but that ten states share their fits: each has
    a fold of its own of the same deal. A number may therefore differ, by some hundredths of a bit,
    from one of a state tried by itself.

    Parameters
    ----------
    assembly : RollCalls
    states : sequence of str
    windows : sequence of Window
    folds : int

    Returns
    -------
    DataFrame
        `COLUMNS`, a row for each state and window in which it cast a vote where others differed:
        bits per hidden vote of the model and of constant shares, their difference with its
        standard error, and whether the model describes the state.
    """
    model = IdealPoints(assembly)
    rows = []
    for window in windows:
        for k in range(0, len(states), folds):
            targets = [Target(state, window) for state in states[k : k + folds]]
            table = hidden_bits(
                lambda training: model.on(training).fit(), assembly, model.ballots, targets, folds
            )
            for i, target in enumerate(targets):
                own = table[table["target"] == i]
                if len(own):
                    gate = gate_from(own, target, folds)
                    day = window.first, window.last
                    number = gate.bits, gate.bits_constant, gate.difference, gate.se
                    counts = gate.n_votes, gate.n_alone
                    told = (round(float(v), 4) for v in number)
                    rows.append([target.state, *day, *counts, *told, gate.describes])
    return pd.DataFrame(rows, columns=COLUMNS)


def main() -> None:
    """Write the file."""
    from analysis.files import whole_file
    from analysis.paths import DERIVED
    from analysis.rollcalls.load import load_rollcalls

    assembly = load_rollcalls("history").select(body="GA")
    table = gates_of_states(assembly, sorted(assembly.states.index), [*map(as_window, WINDOWS)])
    with whole_file(DERIVED / "gates_all.csv") as part:
        table.to_csv(part, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
