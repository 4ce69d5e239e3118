"""Notebooks run in kernels of their own, and leave nothing behind but their copies."""

from __future__ import annotations

import os

import nbformat
import pytest

from analysis.errors import RecordError, UnshiftError, UsageError
from analysis.reporting.execute import run_notebooks


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
    (done,) = run_notebooks(
        [path],
        {"01-small": {"seed": 7, "country": "HUN"}},
        out,
        listener=lambda name, cell, total: told.append((name, cell, total)),
    )
    assert (done.name, done.path) == ("01-small", out / "01-small.ipynb")
    assert done.seconds > 0
    assert outputs(done.path).strip() == "7 HUN"
    # the cell with the injected parameters is counted too
    assert told == [("01-small", k, 4) for k in range(len(told))]
    assert told[-1][1] == 4
    assert path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == beside
    assert os.listdir(out) == ["01-small.ipynb"]
    assert dict(os.environ) == environment
    assert os.listdir(kernels) == []


def test_two_at_once_in_the_order_given(book, out, tmp_path):
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
    done = run_notebooks(paths, {}, out, jobs=2)
    assert [d.name for d in done] == ["02-b", "01-a"]
    assert [outputs(d.path).strip() for d in done] == ["True", "True"]


def test_a_failing_cell_is_named_and_the_rest_is_not_begun(book, out, kernels, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", "/kept")
    told = []

    def listener(name, cell, total):
        told.append((name, cell, total))

    paths = [
        book("# A", "print('so far')", "1 / 0", parameters="seed = 1", name="01-fails"),
        book("# B", "print('never')", name="02-waits"),
    ]
    with pytest.raises(UnshiftError) as caught:
        run_notebooks(paths, {"01-fails": {"seed": 2}}, out, jobs=1, listener=listener)
    assert type(caught.value) is UnshiftError
    assert str(caught.value) == "ZeroDivisionError: division by zero (notebook 01-fails, cell 4)"
    # Cells are numbered as in the source. The failed one is not told as done.
    assert told == [("01-fails", k, 5) for k in range(5)]
    assert os.listdir(out) == ["01-fails.ipynb"]
    assert outputs(out / "01-fails.ipynb").strip() == "so far"
    assert os.environ["IPYTHONDIR"] == "/kept"
    assert os.listdir(kernels) == []


@pytest.mark.parametrize(("kind", "code"), [(UsageError, 2), (RecordError, 1)])
def test_an_error_of_ours_keeps_its_kind_and_says_what_to_do(book, out, kind, code):
    raising = (
        f"from analysis.errors import {kind.__name__}\n"
        f"raise {kind.__name__}('no such state', 'table', 'use another')"
    )
    with pytest.raises(kind) as caught:
        run_notebooks([book("# A", raising)], {}, out)
    assert caught.value.exit_code == code
    for words in ("no such state", "use another", "notebook 01-small, cell 2"):
        assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_with_a_borrowed_name_is_not_taken_for_ours(book, out):
    code = "class annotations(Exception): pass\nraise annotations('odd')"
    with pytest.raises(UnshiftError, match="^annotations: odd"):
        run_notebooks([book("# A", code)], {}, out)


def test_the_kernel_that_dies_is_an_error_in_one_line(book, out):
    with pytest.raises(UnshiftError) as caught:
        run_notebooks([book("# A", "import os\nos._exit(3)")], {}, out)
    assert "notebook 01-small" in str(caught.value)
    assert str(caught.value).startswith("the notebook's process ended")
