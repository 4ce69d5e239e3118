"""Answers as plain data: what goes through, and what those who forge them get to."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.course.marking.answers import Foreign, RemoteFunction, decode, encode
from analysis.study import Study

FRAME = pd.DataFrame({"iso2": ["NA", ""], "n": [1, 2]}, index=[5, 6])


@pytest.mark.parametrize(
    "value",
    [None, True, ..., 3, -2.5, "a\ud800", [1, (2, {3})], {("RUS", 2023): 0.2}, frozenset({1}),
     np.float64(2), np.int8(3), np.True_, dt.date(2025, 1, 20)],
    ids=repr,
)  # fmt: skip
def test_plain_values_come_back_as_they_were(value):
    back = decode(encode(value))
    assert back == value
    assert type(back) is type(value)


def test_tables_come_back_as_they_were():
    pd.testing.assert_frame_equal(decode(encode(FRAME)), FRAME)
    series = pd.Series([0.5, np.nan], index=[2000, 2001], name="kappa")
    pd.testing.assert_series_equal(decode(encode(series)), series)
    several = pd.Series([1], index=pd.MultiIndex.from_tuples([("USA", 2025)], names=["a", "b"]))
    pd.testing.assert_series_equal(decode(encode(several)), several)
    np.testing.assert_array_equal(decode(encode(np.eye(3))), np.eye(3))
    assert decode(encode(io.StringIO("a,b"))).read() == "a,b"
    study = Study(country="ARG", rival="USA", event="2023-12-10", before="2019-12-10")
    assert decode(encode(study)) == study


@pytest.mark.parametrize(
    "value",
    [object(), b"x", 10**400, int, lambda: 1, 1j, type("A", (), {})()],
    ids=["object", "bytes", "endless", "type", "function", "complex", "instance"],
)
def test_what_nobody_asks_for_is_foreign_and_keeps_its_name(value):
    back = decode(encode(value))
    assert isinstance(back, Foreign)
    assert type(back).__name__ == type(value).__name__


def test_what_has_no_end_is_cut():
    assert len(encode(itertools.count())) < 5_000_000
    deep: list = []
    for _ in range(100):
        deep = [deep]
    assert "too large" in encode(deep)


def test_functions_are_called_where_they_are():
    functions: list = []
    text = encode([len, "x"], functions)
    assert functions == [len]
    back = decode(text, lambda number, arguments: (functions[number](*arguments), ["heard"]))
    assert isinstance(back[0], RemoteFunction)
    assert back[0]([1, 2]) == 2
    assert back[0].listened([1, 2]) == (2, ["heard"])


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "b": 2}', '{"pickle": "gASV"}', '{"array": ["|O", [1], "AA=="]}', "[", "", "{}",
     '{"array": ["<f8", [1000000000000], "AA=="]}', '{"index": {"range": [0, 1000000000000, 1]}}',
     '{"dict": [[[], 1]]}', '{"frame": [1]}', '{"series": [1, {"range": [0, 9999999999, 1]}, 1]}',
     '{"date": "never"}', '{"float": "x"}', "[" * 100_000, "1" * 10_000],
)  # fmt: skip
def test_what_is_forged_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        decode(text)
