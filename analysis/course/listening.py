"""Which functions of the suite run while a function runs: some exercises ask for one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sys import getprofile, setprofile
from types import FrameType
from typing import Any

__all__ = ["listened"]

#: Where the suite stands; what lies below is the suite's.
SUITE = str(Path(__file__).resolve().parents[1])
MOST = 50
#: What leads past one who listens: another listener, thread or process. It is told, too.
ASIDE = {
    *("setprofile", "settrace", "start_new_thread", "start_joinable_thread"),
    *("fork", "forkpty", "fork_exec", "posix_spawn", "posix_spawnp", "system"),
}


def listened(function: Callable[..., Any], *arguments: Any) -> tuple[Any, list[str]]:
    """Call a function, and say which functions of the suite ran until it returned.

    Parameters
    ----------
    function : callable
    *arguments

    Returns
    -------
    object
        What it returned.
    list of str
        Names of functions, each once, in the order of their first call; those of `ASIDE` too.

    Examples
    --------
    >>> from analysis.agreement.indices import identical
    >>> listened(lambda t: float(identical(t)), [[1, 0, 0], [0, 0, 0], [0, 0, 1]])[1][0]
    'identical'
    >>> listened(len, [1, 2])
    (2, [])
    """
    remote = getattr(function, "listened", None)
    if remote is not None:  # it runs in a process of its own, which listens
        answer, names = remote(*arguments)
        return answer, list(names)
    heard: dict[str, None] = {}

    def hear(frame: FrameType, event: str, what: Any) -> None:
        if len(heard) >= MOST:
            return
        if event == "call" and frame.f_code.co_filename.startswith(SUITE):
            heard[frame.f_code.co_name] = None
        elif event == "c_call" and (
            str(getattr(what, "__module__", "")).startswith("analysis.")  # compiled
            or (getattr(what, "__name__", "") in ASIDE and frame.f_code is not listened.__code__)
        ):
            heard[what.__name__] = None

    before = getprofile()
    setprofile(hear)
    try:
        answer = function(*arguments)
    finally:
        setprofile(before)
    return answer, list(heard)
