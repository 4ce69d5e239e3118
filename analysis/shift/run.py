"""Every design for "is it a shift?" run on one study.

What a design that cannot run says stands beside the estimates of the others, so that a design
that is missing from a table is never missing without a word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import UnshiftError, UsageError
from analysis.estimate import Estimate
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.shift.counted import COUNTED
from analysis.shift.designs import DESIGNS, Design
from analysis.shift.quantities import check_study
from analysis.study import Study

__all__ = ["DESIGNS", "Design", "DesignResult", "design_named", "run_designs"]


@dataclass(frozen=True)
class DesignResult:
    """What one design gave.

    Attributes
    ----------
    design : str
    estimates : tuple of Estimate
        Empty if it could not run.
    note : str
        Why not, in words; empty if it ran.
    missing : tuple of str
        Why some of its estimates could not be computed while others were.
    reasons : tuple of str
        The same, or why it could not run, as a report says it: without what a user would do.
    uncounted : tuple of str
        Names of estimates that hardly ever find a shift of one standard deviation
        (`analysis.shift.design.Design.power`).
    """

    design: str
    estimates: tuple[Estimate, ...] = ()
    note: str = ""
    missing: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[Estimate, ...]:
        """Return the estimates that are counted; the others belong into a supplement."""
        return tuple(e for e in self.estimates if e.name not in self.uncounted)

    @property
    def supplement(self) -> tuple[Estimate, ...]:
        """Return the estimates that are told and not counted."""
        return tuple(e for e in self.estimates if e.name in self.uncounted)

    def to_dict(self) -> dict[str, Any]:
        """Return everything for JSON; tables are those of what is counted, each once."""
        return {
            "design": self.design,
            "estimates": [
                e.to_dict() | {"details": plain(e.details), "counted": e.name not in self.uncounted}
                for e in self.estimates
            ],
            "note": self.note,
            "missing": list(self.missing),
            "tables": [
                {"of": names, "rows": plain(table.to_dict("records"))}
                for names, table in self.tables()
            ],
        }

    @property
    def _is_counted(self) -> bool:
        return self.design in {design.name for design in COUNTED}

    def tables(self) -> list[tuple[list[str], pd.DataFrame]]:
        """Return the tables of what is counted, and the names of the estimates behind each."""
        found: dict[int, tuple[list[str], pd.DataFrame]] = {}
        for e in self.estimates if self._is_counted else ():
            found.setdefault(id(e.table), ([], e.table))[0].append(e.name)
        return [(names, table) for names, table in found.values() if len(table)]


def run_designs(
    rollcalls: RollCalls,
    study: Study,
    names: Sequence[str] | None = None,
    resolutions: Resolutions | None = None,
) -> Iterator[DesignResult]:
    """Run every design on a study, one after the other.

    Parameters
    ----------
    rollcalls : RollCalls
        The whole record, the Council included.
    study : Study
    names : sequence of str, optional
        Of `DESIGNS`; default all.
    resolutions : Resolutions, optional
        Those of the same record (`analysis.rollcalls.load.load_resolutions`); designs that need
        them say so without them.

    Yields
    ------
    DesignResult
        One a design, in the order of `DESIGNS`.

    Raises
    ------
    UsageError
        Before any design runs: if a design, state, alliance or issue is unknown, a window holds
        no roll call of the Assembly, or the country or the rival casts no vote in one (in the one
        after the event, if nothing is asked for but what is counted).

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1]], states=["USA", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(r.design, len(r.estimates), r.note[:14])
    ...  for r in run_designs(rc, Study(), ["windows", "scan"])]
    [('windows', 2, ''), ('scan', 0, 'USA has no cha')]
    """
    chosen = [design_named(name).name for name in names or ()]
    here = study.friend in rollcalls.states.index
    only_counts = bool(chosen) and set(chosen) <= {design.name for design in COUNTED}
    check_study(
        rollcalls, study if here else study.changed(friend=study.rival), before=not only_counts
    )
    return (
        _run(d, rollcalls, study, resolutions) for d in DESIGNS if not chosen or d.name in chosen
    )


def plain(value: Any) -> Any:
    """Return a value as JSON has it: no NaN, no days, no arrays.

    Examples
    --------
    >>> plain({"a": np.int64(1), "b": float("nan"), "c": (pd.Timestamp("2025-01-20"),)})
    {'a': 1, 'b': None, 'c': ['2025-01-20']}
    """
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (bool, int, float)):
        return value
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def design_named(name: str) -> Design:
    """Return a design by name.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> design_named("specification").figure
    'curve'
    """
    for design in DESIGNS:
        if design.name == name:
            return design
    known = ", ".join(design.name for design in DESIGNS)
    raise UsageError(f"unknown design {name!r}", "designs", f"use {known}")


def _run(
    design: Design, rollcalls: RollCalls, study: Study, resolutions: Resolutions | None
) -> DesignResult:
    try:
        found = design.estimates(rollcalls, study, resolutions)
    except UnshiftError as error:
        # What to do about it is for whoever chose the design, and not for a reader.
        return DesignResult(design.name, note=error.finding, reasons=(error.what,))
    if not found:
        nothing = "it gives nothing for this study"
        return DesignResult(design.name, note=nothing, reasons=(nothing,))
    return DesignResult(
        design.name,
        tuple(found),
        missing=getattr(found, "missing", ()),
        uncounted=tuple(e.name for e in found if not design.counts(e.name)),
        reasons=getattr(found, "reasons", ()),
    )
