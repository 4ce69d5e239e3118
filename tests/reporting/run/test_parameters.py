"""Parameters are read, checked and filled before any notebook runs."""

from __future__ import annotations

import pytest

from analysis.errors import UnshiftError
from analysis.reporting.run.parameters import declared, fill
from analysis.study import Study

from ...helpers import raises


def test_plain_values_are_read_with_their_types(book):
    path = book("# A", parameters="country = 'USA'\nlevel = 0.9\nallies = ['EU']\nseed = -1")
    assert declared(path) == {"country": "USA", "level": 0.9, "allies": ["EU"], "seed": -1}


def test_the_study_fills_what_is_declared_and_no_more(book):
    path = book("# A", parameters="country = 'USA'\nevent = '2025-01-20'\nallies = ['EU']")
    study = Study(country="HUN", event="2022-02-24", before="2018-02-24", allies=("NATO", "G7"))
    assert fill(path, study) == {
        "country": "HUN",
        "event": "2022-02-24",
        "allies": ["NATO", "G7"],
    }


def test_no_tagged_cell(book):
    with raises(UnshiftError, "notebook 01-small", "0 cells"):
        declared(book("# A", "country = 'USA'"))


def test_two_tagged_cells(book):
    import nbformat

    path = book("# A", parameters="seed = 1")
    twice = nbformat.read(path, as_version=4)
    twice.cells.append(nbformat.from_dict(dict(twice.cells[1], id="second")))
    nbformat.write(twice, path)
    with raises(UnshiftError, "notebook 01-small", "2 cells"):
        declared(path)


@pytest.mark.parametrize(
    "source",
    [
        "seed = 1 + 1",
        "seed = int('1')",
        "import os\nseed = 1",
        "seed, draws = 1, 2",
        "seed = draws = 1",
        "seed += 1",
        "seed: int = 1",
        "print('x')",
        "study.seed = 1",
        "seed =",
    ],
)
def test_what_computes_is_refused(book, source):
    with raises(UnshiftError, "notebook 01-small", "plain values"):
        declared(book("# A", parameters=source))


def test_a_name_that_no_study_has(book):
    path = book("# A", parameters="contry = 'USA'")
    with raises(UnshiftError, "notebook 01-small, parameter contry", todo="country"):
        fill(path, Study())


@pytest.mark.parametrize(
    ("source", "parameter", "given", "wanted"),
    [
        ("draws = '1000'", "draws", "str", "int"),
        ("draws = 1000.0", "draws", "float", "int"),
        ("seed = True", "seed", "bool", "int"),
        ("allies = ('EU',)", "allies", "tuple", "list"),
        ("event = None", "event", "NoneType", "str"),
    ],
)
def test_a_default_of_another_type(book, source, parameter, given, wanted):
    with raises(UnshiftError, f"notebook 01-small, parameter {parameter}", given, todo=wanted):
        fill(book("# A", parameters=source), Study())


@pytest.mark.parametrize("data", [b"", b"{}", b"not json", b"[1]", b"\xff\xfe\x00", b"<html>"])
def test_a_file_that_is_no_notebook(tmp_path, data):
    path = tmp_path / "01-x.ipynb"
    path.write_bytes(data)
    with raises(UnshiftError, "notebook 01-x", "not a notebook", todo="restore"):
        declared(path)


def test_a_notebook_that_is_not_there(tmp_path):
    with raises(UnshiftError, "notebook 02-gone", "No such file"):
        declared(tmp_path / "02-gone.ipynb")
