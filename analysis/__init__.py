"""unshift: how far a state moved at the United Nations, from the record of votes.

The public face: one import gives what a notebook needs. Each name is loaded when it is first
asked for, so that a command that needs none of them starts at once.

Examples
--------
>>> import analysis as un
>>> rollcalls = un.load_rollcalls("embedded")
>>> un.IdealPoints(rollcalls.select(body="GA"), by="all").fit().converged
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from analysis.agreement import INDICES, change, pair_series, pairwise
    from analysis.claims import check_claims
    from analysis.errors import RecordError, UnshiftError, UsageError
    from analysis.estimate import Estimate
    from analysis.idealpoints import IdealPoints
    from analysis.resolutions import Resolutions
    from analysis.rollcalls import RollCalls
    from analysis.rollcalls.load import load_resolutions, load_rollcalls
    from analysis.rollcalls.window import Window
    from analysis.shift.run import DESIGNS, run_designs
    from analysis.study import Study

#: Where each name is defined.
_PLACES = {
    "DESIGNS": "shift.run",
    "Estimate": "estimate",
    "INDICES": "agreement",
    "IdealPoints": "idealpoints",
    "RecordError": "errors",
    "Resolutions": "resolutions",
    "RollCalls": "rollcalls",
    "Study": "study",
    "UnshiftError": "errors",
    "UsageError": "errors",
    "Window": "rollcalls.window",
    "change": "agreement",
    "check_claims": "claims",
    "load_resolutions": "rollcalls.load",
    "load_rollcalls": "rollcalls.load",
    "pair_series": "agreement",
    "pairwise": "agreement",
    "run_designs": "shift.run",
}

__all__ = [
    "DESIGNS",
    "INDICES",
    "Estimate",
    "IdealPoints",
    "RecordError",
    "Resolutions",
    "RollCalls",
    "Study",
    "UnshiftError",
    "UsageError",
    "Window",
    "__version__",
    "change",
    "check_claims",
    "load_resolutions",
    "load_rollcalls",
    "pair_series",
    "pairwise",
    "run_designs",
]


def __getattr__(name: str) -> Any:
    """Load a name of the public face when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    value = getattr(import_module(f"analysis.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public face, loaded or not."""
    return sorted({*globals(), *__all__})
