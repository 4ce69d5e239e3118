"""Imported last by the process that kernels are forked from: does once what each would do anew.

The first compiled function that a process calls makes numba read all that it knows of types and
functions, which takes about a second. Only functions of one thread are called here: threads do not
survive a fork.
"""

from __future__ import annotations

import sys
from contextlib import suppress

__all__ = ["ready_compiled_code"]


def ready_compiled_code() -> bool:
    """Lay out four votes with compiled code, if anything that is imported here may need it.

    Returns
    -------
    bool
        Whether it was.
    """
    if "analysis.idealpoints.votes.ballots" not in sys.modules:
        return False
    from analysis.idealpoints.fast.start import start
    from analysis.idealpoints.votes.ballots import ballots_of
    from analysis.rollcalls import RollCalls

    rollcalls = RollCalls.from_votes([[1, 3], [3, 1]], states=["A", "B"])
    ballots_of(rollcalls, "year", True)
    start(rollcalls.votes, 0)
    return True


# What is wrong here is said where a chapter needs it.
with suppress(Exception):
    ready_compiled_code()
