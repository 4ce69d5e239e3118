"""Bars: on a terminal, on stderr, with the time left; elsewhere nothing."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from analysis.commands.shared import output


@pytest.fixture(params=[True, False], ids=["terminal", "file"])
def drawn(request, monkeypatch) -> tuple[bool, io.StringIO]:
    """A console, and whether it is a terminal."""
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=request.param, width=100)
    monkeypatch.setattr(output, "console", console)
    return request.param, stream


def test_a_bar_counts_what_is_done(drawn):
    terminal, stream = drawn
    with output.counting("running", "designs") as progress:
        progress(0, 4)
        progress(3, 4)
    assert ("3 of 4 designs" in stream.getvalue()) == terminal


def test_a_bar_for_each_notebook_or_a_line(drawn):
    terminal, stream = drawn
    with output.notebook_bars() as progress:
        progress("01-record", 1, 2)
        progress("01-record", 2, 2)
    assert ("2/2 cells" in stream.getvalue()) == terminal
    assert ("01-record: done" in stream.getvalue()) != terminal
