"""Lessons run in a kernel: late cells, floods of output, and a kernel that turns cells away."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell

from analysis.course.editions import running
from analysis.course.editions.running import ENDED, KEPT, TIMEOUT, failure, run_cells

from ..conftest import lesson


@pytest.mark.parametrize(("turned_away", "runs"), [(0, True), (3, True), (99, False)])
def test_a_cell_that_the_kernel_turned_away_is_sent_again(monkeypatch, turned_away, runs):
    class Kernel:
        status, sent = "", 0

        def execute_cell(self, cell, number):
            self.sent += 1
            self.status = "aborted" if self.sent <= turned_away else "ok"

    monkeypatch.setattr(running, "PAUSE", 0)
    kernel = Kernel()
    assert running._run(kernel, new_code_cell("1"), 0) is runs
    assert kernel.sent == (turned_away + 1 if runs else running.TRIES)


@pytest.mark.slow
def test_a_flood_of_output():
    book = lesson(new_code_cell("for _ in range(40000):\n    print('x' * 200)"))
    run_cells(book, seconds=60)
    assert failure(book.cells[3]) is None
    assert 900_000 < sum(len(o.text) for o in book.cells[3].outputs) <= KEPT


@pytest.mark.slow
def test_what_failed_where():
    book = lesson(
        new_code_cell("1 / 0"),
        new_code_cell("import time; time.sleep(30)"),
        new_code_cell("import os; os._exit(1)"),
        new_code_cell("1"),
    )
    run_cells(book, seconds=3)
    assert failure(book.cells[3]) == ("ZeroDivisionError", "division by zero")
    assert failure(book.cells[4])[0] in (TIMEOUT, ENDED)
    assert failure(book.cells[6])[0] == ENDED
