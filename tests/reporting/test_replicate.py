"""Numbers found in reports, and set against those expected."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UnshiftError
from analysis.reporting.replicate import (
    Difference,
    Expected,
    compare,
    numbers_in,
    numbers_of,
    read_expected,
    write_expected,
)
from analysis.study import Study, load_study
from analysis.tables import cell_text

from ..helpers import raises
from .conftest import prose, table


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,234", [(1234, 0)]),
        ("−0.50", [(-0.5, 0.01)]),
        ("-0.5", [(-0.5, 0.1)]),
        ("0.33 [0.04, 0.63]", [(0.33, 0.01), (0.04, 0.01), (0.63, 0.01)]),
        ("451 roll calls", [(451, 0)]),
        ("27%", [(27, 0)]),
        ("0.053", [(0.053, 0.001)]),
        ("93 yes, 18 no", [(93, 0), (18, 0)]),
        ("1, 2, 5", [(1, 0), (2, 0), (5, 0)]),
        ("It was 5.", [(5, 0)]),
        ("2025-02-24", []),
        ("1946-2020", []),
        ("A/RES/ES-11/7", []),
        ("S/RES/2774(2025)", [(2025, 0)]),
        ("–", []),
        ("NATO2", []),
    ],
)
def test_numbers_in_a_text(text, found):
    assert list(numbers_in(text)) == found


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_every_number_a_table_prints_is_found(value, digits):
    (found,) = numbers_in(cell_text(value, digits))
    assert found[0] == pytest.approx(value, abs=0.51 * 10**-digits)


@given(st.integers(-(10**9), 10**9))
def test_every_whole_number_a_table_prints_is_found(value):
    assert list(numbers_in(cell_text(value))) == [(value, 0)]


def test_numbers_of_the_answer_and_cells(executed):
    book = executed(
        "# One",
        table(rows=[["a", "0.5 [0.4, 0.6]", "3"], ["b", "–", "4"]], heads=["who", "n", "n "],
              right=[False, True, True]),
        (prose("It voted No on 90% of 1,200 texts."), "answer"),
        prose("And 7 more."),
    )  # fmt: skip
    assert numbers_of([book]) == {
        "answer, paragraph 1, 1": (90, 0),
        "answer, paragraph 1, 2": (1200, 0),
        "tbl-a, row 1, n, 1": (0.5, 0.1),
        "tbl-a, row 1, n, 2": (0.4, 0.1),
        "tbl-a, row 1, n, 3": (0.6, 0.1),
        "tbl-a, row 1, n (column 3), 1": (3, 0),
        "tbl-a, row 2, n (column 3), 1": (4, 0),
    }


class TestCompare:
    def test_within_the_tolerance(self):
        assert compare({"a": (0.33, 0.01)}, {"a": (0.34, 0.01)}) == []

    def test_beyond_it(self):
        found = compare({"a": (0.33, 0.01)}, {"a": (0.35, 0.01)})
        assert found == [Difference("a", 0.33, 0.35, 0.01)]

    def test_a_count_must_be_the_same(self):
        assert compare({"a": (451, 0)}, {"a": (450, 0)}) == [Difference("a", 451, 450, 0)]

    def test_the_tolerance_is_that_of_the_expected(self):
        assert len(compare({"a": (0.33, 0.01)}, {"a": (0.4, 0.1)})) == 1

    def test_what_is_on_one_side_only(self):
        found = compare({"a": (1, 0)}, {"b": (2, 0)})
        assert found == [Difference("a", 1, None, 0), Difference("b", None, 2, 0)]

    @given(st.dictionaries(st.text(max_size=3), st.tuples(st.floats(-1e6, 1e6), st.just(0.01))))
    def test_nothing_differs_from_itself(self, numbers):
        assert compare(numbers, numbers) == []


class TestFile:
    def test_it_is_read_back_as_written(self, tmp_path):
        path = tmp_path / "expected.json"
        expected = Expected(
            Study(country="HUN"),
            {"embedded": {"a.csv": "00"}},
            {"embedded": {'a "b"': (0.5, 0.01), "c": (-2.0, 0.0)}, "history": {}},
        )
        write_expected(expected, path)
        read = read_expected(path)
        assert read.study == expected.study
        assert read.numbers == expected.numbers
        assert read.inputs == {"embedded": {"a.csv": "00"}, "history": {}}

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"study": {"land": 1}, "records": {}}',
         '{"study": {}, "records": {"embedded": {"inputs": {}, "numbers": {"a": [NaN, 0]}}}}',
         '{"study": {}, "records": {"embedded": {"inputs": {}, "numbers": {"a": [1]}}}}'],
    )  # fmt: skip
    def test_what_does_not_hold_numbers(self, tmp_path, text):
        path = tmp_path / "expected.json"
        path.write_text(text)
        with raises(UnshiftError, "expected.json", "hold"):
            read_expected(path)

    def test_no_file(self, tmp_path):
        with raises(UnshiftError, "none.json", "No such file"):
            read_expected(tmp_path / "none.json")

    def test_that_of_the_repository_is_of_the_default_study(self):
        expected = read_expected()
        assert expected.study.changed(record="auto") == load_study().changed(record="auto")
        assert set(expected.numbers) == {"embedded", "history"}
        assert len(expected.numbers["embedded"]) > 300
        assert len(expected.numbers["history"]) > 500
        for record, numbers in expected.numbers.items():
            assert expected.inputs[record]
            for _, tolerance in numbers.values():
                assert tolerance in (0, 0.1, 0.01, 0.001, 0.0001)

    def test_it_says_what_the_tolerances_are(self, tmp_path):
        path = tmp_path / "expected.json"
        write_expected(Expected(Study()), path)
        assert "last printed place" in json.loads(path.read_text())["about"]
