"""The parameters of notebooks: read from their cell, checked, and filled from the study."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.reporting.run.sources import code_cells
from analysis.study import Study

__all__ = ["declared", "fill"]

TAG = "parameters"


def declared(notebook: Path) -> dict[str, Any]:
    """Read the parameters that a notebook declares, with their defaults.

    Parameters
    ----------
    notebook : Path
        One of its code cells is tagged ``parameters`` and assigns plain values, nothing else.

    Returns
    -------
    dict of name to default

    Raises
    ------
    UnshiftError
        If the file is no notebook, has no such cell or several, or the cell computes.
    """
    where = f"notebook {notebook.stem}"
    try:
        cells = code_cells(notebook)
    except OSError as error:
        raise UnshiftError(f"cannot be read: {error.strerror}", where) from None
    except ValueError:
        raise UnshiftError("this is not a notebook", where, "restore the file") from None
    tagged = [cell.source for cell in cells if TAG in cell.tags]
    if len(tagged) != 1:
        raise UnshiftError(
            f"{len(tagged)} cells are tagged {TAG!r}", where, "tag one cell that sets parameters"
        )
    values: dict[str, Any] = {}
    try:
        for line in ast.parse(tagged[0]).body:
            if not isinstance(line, ast.Assign) or len(line.targets) != 1:
                raise ValueError
            target = line.targets[0]
            if not isinstance(target, ast.Name):
                raise ValueError
            values[target.id] = ast.literal_eval(line.value)
    except (ValueError, SyntaxError):
        raise UnshiftError(
            "the parameters are not plain values", where, "write name = value, one a line"
        ) from None
    return values


def fill(notebook: Path, study: Study) -> dict[str, Any]:
    """Give a notebook's parameters the values of a study.

    papermill only logs an unknown parameter, so names and types are checked here.

    Returns
    -------
    dict of name to value
        Only the parameters that the notebook declares.

    Raises
    ------
    UnshiftError
        If the notebook declares a parameter that a study does not have, or with a default of
        another type.
    """
    known = study.to_dict()
    out: dict[str, Any] = {}
    for name, default in declared(notebook).items():
        where = f"notebook {notebook.stem}, parameter {name}"
        if name not in known:
            raise UnshiftError("a study has no such parameter", where, f"use {', '.join(known)}")
        if type(default) is not type(known[name]):
            raise UnshiftError(
                f"the default is of type {type(default).__name__}",
                where,
                f"a study gives {type(known[name]).__name__}",
            )
        out[name] = known[name]
    return out
