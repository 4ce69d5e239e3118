"""The fit of a study and the gate that judges it, tried once and kept: several chapters ask it.

The gate of a state and a window takes ten fits. It depends on the votes, the study's windows and
the code alone, so that what one chapter has found another need not find again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from analysis.compiled import versions
from analysis.files import read_json, whole_file
from analysis.idealpoints.prediction.gate import Gate
from analysis.idealpoints.prediction.hidden import FOLDS, SEED
from analysis.idealpoints.results.points import IdealPointResults
from analysis.kept import Kept, keep_newest
from analysis.rollcalls import RollCalls
from analysis.rollcalls.cache import content_hash
from analysis.rollcalls.window import Window
from analysis.shift.global_shift import study_model
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["judged_model"]

#: What a gate's number rests on beside the votes.
CODE = (
    *("analysis/idealpoints", "analysis/record", "analysis/rollcalls", "analysis/shift"),
    "analysis/kept.py",
)
RESTS_ON = ("llvmlite", "numba", "numpy", "pandas", "scipy")
#: Bytes of a file at most; files kept.
LARGEST, KEPT = 1 << 20, 200


def judged_model(
    rollcalls: RollCalls, study: Study, folder: Path | None = None
) -> IdealPointResults:
    """Fit the study's model and try it on hidden votes of the country in both windows.

    Parameters
    ----------
    rollcalls : RollCalls
        Those of the Assembly are taken.
    study : Study
    folder : Path, optional
        Where gates and fit are kept (`analysis.paths.cache_folder`); default nowhere. One that
        cannot be written or read is no error.

    Returns
    -------
    IdealPointResults
        With ``gates``: the same numbers, to the last digit, whether kept or found.

    Examples
    --------
    >>> from analysis.simulate import simulate
    >>> sim = simulate(n_states=8, years=5, calls_per_year=20).rollcalls
    >>> [gate.folds for gate in judged_model(sim, Study()).gates]
    [10, 10]
    """
    model = study_model(rollcalls, study, Kept(folder))
    results, windows = model.fit(), study_windows(study)
    if folder is None:
        return results.gated([study.country], windows)
    path = folder / f"gates-{_key(results, study.country, windows)}.json"
    found = _recall(path)
    if found is not None:
        return replace(results, gates=found)
    results = results.gated([study.country], windows)
    with suppress(OSError):
        _keep(path, results.gates)
    return results


def _key(results: IdealPointResults, country: str, windows: Sequence[Window]) -> str:
    """Hash all that decides the gates: the votes, the model, the windows, code and versions."""
    assert results.model is not None
    rollcalls = results.model.rollcalls
    votes = hashlib.sha256(np.ascontiguousarray(rollcalls.votes).tobytes())
    votes.update(rollcalls.calls[["id", "date", "recurring_text"]].to_csv().encode())
    parts = [
        votes.hexdigest(),
        results.ballots.digest(),
        repr((results.assumed, results.anchor, results.tol, FOLDS, SEED)),
        [country, *map(str, windows)],
        content_hash(CODE),
        versions(RESTS_ON),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _recall(path: Path) -> tuple[Gate, ...] | None:
    """Read gates; None where there are none, or what there is cannot be used."""
    try:
        about = read_json(path, LARGEST)
        if about["sha256"] != _digest(about["gates"]):
            return None
        return tuple(_gate(row) for row in about["gates"])
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None


def _gate(row: dict[str, Any]) -> Gate:
    ends = (None if day is None else date.fromisoformat(day) for day in row["window"])
    return Gate(**{**row, "window": Window(*ends)})


def _ends(window: Window) -> list[str | None]:
    return [None if day is None else day.isoformat() for day in (window.first, window.last)]


def _keep(path: Path, gates: Sequence[Any]) -> None:
    rows = [asdict(gate) | {"window": _ends(gate.window)} for gate in gates]
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        part.write_text(json.dumps({"gates": rows, "sha256": _digest(rows)}), encoding="utf-8")
    keep_newest(path.parent, "gates-*.json", KEPT)


def _digest(rows: Any) -> str:
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
