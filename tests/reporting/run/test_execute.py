"""Notebooks run in kernels of their own, and leave nothing behind but their copies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from analysis.errors import RecordError, UnshiftError, UsageError
from analysis.paths import ROOT
from analysis.reporting.run.execute import read_executed, run_notebook

from ...helpers import raises


def outputs(path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "".join(o.get("text", "") for c in cells for o in c.get("outputs", []))


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def kernels(tmp_path, monkeypatch):
    """Give kernels a temporary folder of their own, to see what is left in it."""
    import tempfile

    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_parameters_are_injected_and_cells_are_told(book, out, kernels):
    path = book("# A", "print(seed, country)", parameters="seed = 1\ncountry = 'USA'")
    before = path.read_bytes()
    beside = sorted(os.listdir(path.parent))
    environment = dict(os.environ)
    told = []
    done = run_notebook(
        path,
        {"seed": 7, "country": "HUN"},
        out / "copy.ipynb",
        lambda name, cell, total: told.append((name, cell, total)),
    )
    assert (done.name, done.path) == ("01-small", out / "copy.ipynb")
    assert done.seconds > 0
    assert outputs(done.path).strip() == "7 HUN"
    # the cell with the injected parameters is counted too
    assert told == [("01-small", k, 4) for k in range(len(told))]
    assert told[-1][1] == 4
    assert path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == beside
    assert os.listdir(out) == ["copy.ipynb"]
    assert dict(os.environ) == environment
    # Beside what multiprocessing keeps for the process that kernels are forked from.
    assert [name for name in os.listdir(kernels) if not name.startswith("pymp-")] == []
    again = read_executed("01-small", out / "copy.ipynb")
    assert (again.seconds, again.startup) == (done.seconds, done.startup)


def test_what_goes_by_before_the_first_cell_is_told(book):
    path = book("# A", "1")
    copy = nbformat.read(path, as_version=4)
    assert read_executed("01-small", path).startup == 0  # was not executed
    day = "2025-01-20T10:00:"
    copy.metadata["papermill"] = {"duration": 4.0, "start_time": f"{day}00+00:00"}
    for cell, second in zip(copy.cells, ("01.250", "01.500"), strict=True):
        cell.metadata["papermill"] = {"start_time": f"{day}{second}+00:00"}
    nbformat.write(copy, path)
    assert read_executed("01-small", path).startup == 1.25


def test_kernels_share_no_state_and_stand_in_the_notebooks_folder(book, out):
    first = book("# A", "import analysis.paths, os\nanalysis.paths.ROOT = 'spoilt'", name="01-a")
    second = book(
        "# B",
        "import analysis.paths, gc, os\nprint(analysis.paths.ROOT, os.getcwd(), gc.isenabled())",
    )
    run_notebook(first, {}, out / "a.ipynb")
    said = outputs(run_notebook(second, {}, out / "b.ipynb").path)
    assert "spoilt" not in said
    assert said.split()[1:] == [str(second.parent), "True"]  # and each clears its own memory


def test_two_at_once(book, out, tmp_path):
    # Each waits for the other: one after the other would never end.
    wait = (
        "import pathlib, time\n"
        "pathlib.Path('{mine}').touch()\n"
        "until = time.time() + 60\n"
        "while not pathlib.Path('{other}').exists() and time.time() < until: time.sleep(0.05)\n"
        "print(pathlib.Path('{other}').exists())"
    )
    a, b = tmp_path / "a", tmp_path / "b"
    paths = [
        book("# B", wait.format(mine=b, other=a), name="02-b"),
        book("# A", wait.format(mine=a, other=b), name="01-a"),
    ]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda p: run_notebook(p, {}, out / p.name), paths))
    assert [outputs(d.path).strip() for d in done] == ["True", "True"]


def test_a_failing_cell_is_named(book, out, kernels):
    told = []
    path = book("# A", "print('so far')", "1 / 0", parameters="seed = 1", name="01-fails")
    with pytest.raises(UnshiftError) as caught:
        run_notebook(path, {"seed": 2}, out / "01-fails.ipynb", lambda *what: told.append(what))
    assert type(caught.value) is UnshiftError
    assert str(caught.value) == "ZeroDivisionError: division by zero (notebook 01-fails, cell 4)"
    # Cells are numbered as in the source. The failed one is not told as done.
    assert told == [("01-fails", k, 5) for k in range(5)]
    assert outputs(out / "01-fails.ipynb").strip() == "so far"


@pytest.mark.parametrize(("kind", "code"), [(UsageError, 2), (RecordError, 1)])
def test_an_error_of_ours_keeps_its_kind_and_says_what_to_do(book, out, kind, code):
    raising = (
        f"from analysis.errors import {kind.__name__}\n"
        f"raise {kind.__name__}('no such state', 'table', 'use another')"
    )
    with pytest.raises(kind) as caught:
        run_notebook(book("# A", raising), {}, out / "a.ipynb")
    assert caught.value.exit_code == code
    for words in ("no such state", "use another", "notebook 01-small, cell 2"):
        assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_with_a_borrowed_name_is_not_taken_for_ours(book, out):
    code = "class annotations(Exception): pass\nraise annotations('odd')"
    with raises(UnshiftError, "notebook 01-small, cell 2", "annotations: odd"):
        run_notebook(book("# A", code), {}, out / "a.ipynb")


def test_the_kernel_that_dies_is_an_error_in_one_line(book, out):
    with pytest.raises(UnshiftError) as caught:
        run_notebook(book("# A", "import os\nos._exit(3)"), {}, out / "a.ipynb")
    assert "notebook 01-small" in str(caught.value)
    assert str(caught.value).startswith("the notebook's process ended")


def test_kernels_that_begin_the_usual_way_do_the_same(book, out, monkeypatch):
    # What runs where processes cannot be forked safely.
    from analysis.reporting.run import kernels as forked

    monkeypatch.setattr(forked, "FORKS", False)
    forked.warm(["no.such.module"])
    done = run_notebook(book("# A", "print(2 + 2)"), {}, out / "a.ipynb")
    assert outputs(done.path).strip() == "4"


def test_a_kernel_is_gone_when_its_notebook_is_done(book, out):
    said = outputs(
        run_notebook(book("# A", "import os\nprint(os.getpid())"), {}, out / "a.ipynb").path
    )
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{said.strip()}") and time.monotonic() < until:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{said.strip()}")


@pytest.mark.parametrize(("own", "expected"), [(None, "1 1"), ("2", "2 1")])
def test_kernels_side_by_side_share_the_processors(book, out, monkeypatch, own, expected):
    """A kernel computes with as many threads as it is given, or as the user says."""
    from analysis.reporting.run import kernels as forked

    if not forked.FORKS:
        pytest.skip("kernels are not forked here")
    for name in forked.THREADS:
        monkeypatch.delenv(name, raising=False)
    if own is not None:
        monkeypatch.setenv("NUMBA_NUM_THREADS", own)
    said = "import os, numba\nprint(numba.config.NUMBA_NUM_THREADS, os.environ['OMP_NUM_THREADS'])"
    forked.cool_down()
    try:
        forked.warm(["numba"], threads=1)
        done = run_notebook(book("# A", said), {}, out / "a.ipynb")
    finally:
        forked.cool_down()
    assert outputs(done.path).strip() == expected


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes of Linux")
def test_the_process_that_kernels_are_forked_from_says_nothing_at_ctrl_c():
    """It stands in the group of the terminal, and would print where in its imports it was."""
    asked = (
        "from multiprocessing import forkserver\n"
        "from analysis.reporting.run import kernels\n"
        "kernels.warm([])\n"
        "number = forkserver._forkserver._forkserver_pid\n"
        "print(open(f'/proc/{number}/status').read())\n"
        "kernels.end_server()\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True
    )
    masks = dict(line.split(":\t", 1) for line in told.stdout.splitlines() if ":\t" in line)
    held = int(masks["SigBlk"], 16) | int(masks["SigIgn"], 16)
    assert held & 1 << (signal.SIGINT - 1)
