"""Posterior estimates as files in `data/derived`."""

from analysis.idealpoints.derived.dataset import (
    PANELS,
    derived_scopes,
    read_derived,
    run_of,
    scopes_of_issues,
    shift_in_draws,
    write_derived,
)
from analysis.idealpoints.derived.dyads import read_dyads
from analysis.idealpoints.derived.scopes import SCOPES, Scope, scope_named

__all__ = [
    "PANELS",
    "SCOPES",
    "Scope",
    "derived_scopes",
    "read_derived",
    "read_dyads",
    "run_of",
    "scope_named",
    "scopes_of_issues",
    "shift_in_draws",
    "write_derived",
]
