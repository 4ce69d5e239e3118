"""Posterior estimates as files in `data/derived`."""

from analysis.idealpoints.derived.dataset import (
    PANELS,
    derived_scopes,
    read_derived,
    run_of,
    shift_in_draws,
    write_derived,
)

__all__ = [
    "PANELS",
    "derived_scopes",
    "read_derived",
    "run_of",
    "shift_in_draws",
    "write_derived",
]
