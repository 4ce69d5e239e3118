"""How commands speak: results on stdout, everything else on stderr, errors in one line."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress_bar import ProgressBar
from rich.text import Text

from analysis.commands.shared.lasted import last_time, remember

__all__ = ["console", "counting", "emit", "near", "notebook_bars", "plain", "say", "waiting"]

#: Seconds below which a wait is not worth remembering.
SHORT = 1.0
#: Written to stderr, so that stdout holds results alone.
console = Console(stderr=True, highlight=False, soft_wrap=True)


def plain(value: Any) -> Any:
    """Turn a result into what JSON can hold; NaN and NaT become null.

    Examples
    --------
    >>> plain({"a": np.float64("nan"), "b": (np.int64(1), pd.Timestamp("2025-01-20"))})
    {'a': None, 'b': [1, '2025-01-20']}
    """
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray, pd.Series)):
        return [plain(v) for v in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    if hasattr(value, "isoformat"):
        text = str(value.isoformat())
        return text.removesuffix("T00:00:00")
    return str(value)


def emit(result: Any) -> None:
    """Print one JSON object on stdout, and nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(plain(result), ensure_ascii=encoding != "utf8", indent=2)
    sys.stdout.write(text + "\n")


def say(text: str = "") -> None:
    """Print a line of a result on stdout."""
    sys.stdout.write(text + "\n")


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show that something is under way, on a terminal only.

    Where it is known how long the same took last time, a bar fills and the time left is told.
    """
    if not console.is_terminal:
        yield
        return
    expected = last_time(what)
    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
    if expected is None:
        columns.append(TimeElapsedColumn())
    else:
        columns += [_AsLastTime(), _LeftAsLastTime()]
    begin = time.monotonic()
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(what, total=expected)
        yield
    if (seconds := time.monotonic() - begin) > SHORT:
        remember(what, seconds)


class _AsLastTime(BarColumn):
    """A bar that fills with the time that passes; `total` is what it took last time."""

    def render(self, task: Task) -> ProgressBar:
        """Draw it, never quite full before the end."""
        total = max(task.total or 1.0, 1e-9)
        return ProgressBar(total, min(task.elapsed or 0.0, 0.99 * total), width=self.bar_width)


class _LeftAsLastTime(ProgressColumn):
    """What is left of the time that it took last time."""

    def render(self, task: Task) -> Text:
        """Say the seconds, or that it takes longer."""
        left = (task.total or 0.0) - (task.elapsed or 0.0)
        return Text(f"about {left:.0f} s left" if left >= 1 else "longer than last time")


@contextmanager
def counting(what: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with the rate and the time left, on a terminal; give what moves it.

    Yields
    ------
    callable
        Takes what is done and what is planned.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + unit),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    begin = time.monotonic()
    first: list[int] = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as p:
        task = p.add_task(what, total=1, rate="")

        def move(done: int, planned: int) -> None:
            if not first:  # a run that is resumed does not begin at nothing
                first.append(done)
            rate = (done - first[0]) / max(time.monotonic() - begin, 1e-9)
            told = f"{rate:,.0f} a second" if rate >= 1 else ""
            p.update(task, completed=done, total=planned, rate=told)

        yield move


def near(path: Path) -> str:
    """Write a path from the working directory if it lies below it."""
    path, here = Path(os.path.realpath(path)), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


@contextmanager
def notebook_bars(width: int = 18) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each notebook on a terminal, and else a line when one is done.

    Yields
    ------
    callable
        Takes the notebook's name, cells done and cells in all.
    """
    if not console.is_terminal:

        def told(name: str, done: int, total: int) -> None:
            if done == total:
                console.print(f"{name}: done", markup=False)

        yield told
        return
    columns = (
        TextColumn(f"{{task.description:<{width}}}", markup=False),
        BarColumn(24),
        TextColumn("{task.completed:.0f}/{task.total:.0f} cells"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def shown(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=total)
            progress.update(tasks[name], completed=done)

        yield shown
