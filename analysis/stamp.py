"""Makers stamp what they made: a figure or a table says which function it comes from.

The stamp goes where the thing goes, through chapters and notebooks into the report, which lists
its figures and tables each with the function that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

__all__ = ["made_by", "maker", "stamp"]

P = ParamSpec("P")
R = TypeVar("R")
#: Name of the stamp: an attribute of a figure, an entry in the attributes of a table.
STAMP = "made_by"


def maker(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function stamp the figures and tables that it returns.

    Parameters
    ----------
    function : callable
        Returns a Figure, a DataFrame, a dataclass that has such fields, or several of them in a
        tuple, list or mapping.

    Examples
    --------
    >>> @maker
    ... def table():
    ...     return pd.DataFrame({"a": [1]})
    >>> made_by(table().head()).rpartition(".")[2]
    'table'
    """

    @wraps(function)
    def stamping(*args: P.args, **kwargs: P.kwargs) -> R:
        made = function(*args, **kwargs)
        stamp(made, f"{function.__module__}.{function.__qualname__}")
        return made

    return stamping


def stamp(made: Any, by: str) -> None:
    """Stamp figures and tables with the name of a function; an earlier stamp stays.

    Parameters
    ----------
    made : object
        As `maker` describes; anything else is left as it is.
    by : str
        Module and name.
    """
    if isinstance(made, pd.DataFrame):
        made.attrs.setdefault(STAMP, by)
    elif hasattr(made, "savefig"):
        if not made_by(made):
            setattr(made, STAMP, by)
    elif is_dataclass(made) and not isinstance(made, type):
        for field in fields(made):
            stamp(getattr(made, field.name), by)
    elif isinstance(made, Mapping):
        for one in made.values():
            stamp(one, by)
    elif isinstance(made, (tuple, list)):
        for one in made:
            stamp(one, by)


def made_by(made: Any) -> str:
    """Read the stamp of a figure or a table; empty if it has none.

    Examples
    --------
    >>> made_by(pd.DataFrame())
    ''
    """
    if isinstance(made, pd.DataFrame):
        return str(made.attrs.get(STAMP, ""))
    return str(getattr(made, STAMP, ""))
