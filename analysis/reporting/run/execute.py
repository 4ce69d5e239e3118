"""Running one notebook with one set of parameters, with word of each cell."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat

from analysis import errors
from analysis.errors import UnshiftError
from analysis.files import throw_away

__all__ = ["Executed", "Listener", "own_cells", "read_executed", "run_notebook"]

#: Tags of the cells that papermill adds to a copy.
ADDED = frozenset({"injected-parameters", "papermill-error-cell-tag"})
#: Called with the notebook's name, cells done and cells in all.
Listener = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Executed:
    """An executed copy of a notebook.

    Attributes
    ----------
    name : str
    path : Path
    seconds : float
        From the start of the kernel to the last cell.
    startup : float
        Of these, the seconds before the first cell. Where kernels are forked, they begin with
        what the notebooks import, so that the time of the imports lies in them; elsewhere it lies
        in the cell that imports.
    """

    name: str
    path: Path
    seconds: float
    startup: float = 0.0


def run_notebook(
    path: Path,
    parameters: Mapping[str, Any],
    target: Path,
    listener: Listener | None = None,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Executed:
    """Execute a notebook with papermill and write the executed copy.

    Several may be executed at once, in threads; each has a kernel of its own.

    Parameters
    ----------
    path : Path
    parameters : mapping of name to plain value
    target : Path
        The copy; a notebook that fails leaves it up to the failing cell.
    listener : callable, optional
    log : Path, optional
        Receives what the kernel says beside its outputs, as when it is ended by a fault; default
        where this process says such things.
    environment : mapping of str to str, optional
        Added to that of this process.

    Returns
    -------
    Executed

    Raises
    ------
    UnshiftError
        If a cell fails: of the kind that it raised if that is one of ours.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError

    # Nothing of the user's settings: own folders for kernels' files and for IPython.
    with ExitStack() as stack:
        folder = str(stack.enter_context(throw_away()))
        says = None if log is None else stack.enter_context(log.open("ab"))
        engine = _engine(path, listener or _silent, folder, says, environment or {})
        try:
            papermill.execute_notebook(
                path,
                target,
                parameters=dict(parameters),
                engine_name=engine,
                kernel_name="python3",
                language="python",
                progress_bar=False,
            )
        except papermill.exceptions.PapermillExecutionError as error:
            raise _said(error, path.stem, target) from None
        except (DeadKernelError, RuntimeError) as error:
            if not isinstance(error, DeadKernelError) and "died" not in str(error):
                raise
            raise UnshiftError(
                "the notebook's process ended", f"notebook {path.stem}", "is there memory enough?"
            ) from None
    return read_executed(path.stem, target)


def read_executed(name: str, copy: Path) -> Executed:
    """Read from an executed copy how long it took, and how long until its first cell."""
    book = nbformat.read(copy, as_version=4)
    about = book.metadata.get("papermill", {})
    cells = [cell.metadata.get("papermill", {}).get("start_time") for cell in book.cells]
    begun, first = about.get("start_time"), min(filter(None, cells), default=None)
    startup = 0.0
    if begun and first:
        startup = (datetime.fromisoformat(first) - datetime.fromisoformat(begun)).total_seconds()
    return Executed(name, copy, float(about.get("duration") or 0), startup)


def own_cells(book: Any) -> list[Any]:
    """Return the cells of an executed notebook that its source has, too, in order."""
    return [c for c in book.cells if not ADDED.intersection(c.metadata.get("tags", []))]


def _silent(name: str, done: int, total: int) -> None:
    """Say nothing."""


def _said(error: Any, name: str, copy: Path) -> UnshiftError:
    """Turn a failing cell into an error of ours, of the kind that the cell raised."""
    kind = getattr(errors, str(error.ename), UnshiftError)
    what = " ".join(str(error.evalue).split())[:300]
    if not isinstance(kind, type) or not issubclass(kind, UnshiftError):
        kind = UnshiftError
    if kind is UnshiftError:
        what = f"{error.ename}: {what}"
    cells = own_cells(nbformat.read(copy, as_version=4))
    failed = (
        n
        for n, cell in enumerate(cells, start=1)
        if any(o.output_type == "error" for o in cell.get("outputs", []))
    )
    return kind(what, f"notebook {name}, cell {next(failed, len(cells))}")


def _engine(
    path: Path, listener: Listener, folder: str, log: Any, environment: Mapping[str, str]
) -> str:
    """Register a papermill engine that reports each finished cell; return its name."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from traitlets.config import Config

    from analysis.reporting.run.kernels import FORKS, WarmManager

    name = path.stem
    # The kernel's folder, and not papermill's ``cwd``, which is the whole process's.
    resources = {"metadata": {"path": str(path.parent)}}
    # Sockets on disk, named after the connection file: no free port to look for, so kernels
    # that start together do not collide.
    manager = {"transport": "ipc", "connection_file": f"{folder}/k.json"}
    config = Config({} if sys.platform == "win32" else {"KernelManager": manager})
    settings = {
        "JUPYTER_RUNTIME_DIR": f"{folder}/r",
        "IPYTHONDIR": f"{folder}/i",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **environment,
    }
    logger = logging.getLogger("papermill")
    logger.setLevel(logging.CRITICAL)  # what goes wrong is raised, and said once

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            total = len(nb_man.nb.cells)
            finish = nb_man.cell_complete

            def cell_complete(cell: Any, cell_index: int | None = None, **more: Any) -> None:
                finish(cell, cell_index, **more)
                # papermill completes a cell that failed, too, and one whose kernel was ended.
                failed = cell.metadata.papermill.get("exception") or sys.exc_info()[0]
                if cell_index is not None and not failed:
                    listener(name, cell_index + 1, total)

            nb_man.cell_complete = cell_complete
            listener(name, 0, total)
            client = PapermillNotebookClient(
                nb_man,
                kernel_name=kernel_name,
                startup_timeout=120,
                timeout=None,
                log=logger,
                config=config,
                resources=resources,
                shutdown_kernel="immediate",  # the other way interrupts it, which it complains of
                **({"kernel_manager_class": WarmManager} if FORKS else {}),
            )
            says = {} if log is None else {"stdout": log, "stderr": log}
            return client.execute(env=os.environ | settings, **says)

    key = f"unshift-{name}-{threading.get_ident()}"
    papermill_engines.register(key, Engine)
    return key
