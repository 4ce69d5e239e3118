"""Which functions of the suite run while another runs."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial

import numpy as np
import pytest

from analysis.agreement.indices import identical, ordinal
from analysis.course.listening import listened

TABLE = np.eye(3)


def own(table):
    return float(np.trace(table) / np.sum(table))


def renamed(table):
    mine = identical
    return mine(table)


def deaf(table):
    sys.setprofile(None)
    return identical(table)


def in_a_thread(table):
    found = []
    thread = threading.Thread(target=lambda: found.append(identical(table)))
    thread.start()
    thread.join()
    return found[0]


def in_a_process(table):
    return subprocess.run([sys.executable, "-S", "-c", ""]).returncode


@pytest.mark.parametrize("function", [deaf, in_a_thread, in_a_process])
def test_ways_past_the_listener_are_heard(function):
    assert listened(function, TABLE)[1]


@pytest.mark.parametrize(
    ("function", "heard"),
    [(own, False), (ordinal, True), (renamed, True), (partial(identical), True),
     (lambda t: [identical(t) for _ in (1,)][0], True), (lambda t: np.mean(t), False)],
)  # fmt: skip
def test_what_is_heard(function, heard):
    value, names = listened(function, TABLE)
    assert bool(names) is heard
    assert value is not None


def test_a_listener_that_was_there_is_put_back():
    def mine(frame, event, what):
        pass

    sys.setprofile(mine)
    try:
        with pytest.raises(ZeroDivisionError):
            listened(lambda: 1 / 0)
        assert sys.getprofile() is mine
    finally:
        sys.setprofile(None)
