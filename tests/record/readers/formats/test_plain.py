"""Tables parsed without pyarrow: what they say and what they refuse is what tabular does."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import RecordError
from analysis.paths import EMBEDDED
from analysis.record.readers.formats import tabular

GOOD = {
    "plain": "a,b,c\n1,2,3\n",
    "empty cells, NA, quotes": 'a,b,c\nNA,,"x, ""y"""\n\n,é,\r\n',
    "a cell of two lines": 'a,b,c\n1,"two\nlines",3\n',
}
BAD = {
    "short row": "a,b,c\n1,2,3\n1,2\n",
    "long row": "a,b,c\n1,2,3,4\n",
    "swallowed": 'a,b,c\n1,"2,3\n4,5,6\n7,8"",9\n1,2",3\n',
    "header again": "a,b,c\n1,2,3\na,b,c\n",
}


def both(monkeypatch, path, **options):
    first = tabular.read_table(path, ["a", "b"], **options)
    monkeypatch.setattr(tabular, "pa", None)
    return first, tabular.read_table(path, ["a", "b"], **options)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("options", [{}, {"wanted": ["c", "a"]}, {"categories": True}])
def test_the_same_table(monkeypatch, tmp_path, name, options):
    path = tmp_path / "t.csv"
    path.write_bytes(GOOD[name].encode())
    with_arrow, without = both(monkeypatch, path, **options)
    pd.testing.assert_frame_equal(without.astype(object), with_arrow.astype(object))
    if not options.get("categories"):
        assert (without.dtypes == "str").all()


@pytest.mark.parametrize("name", BAD)
def test_the_same_refused(monkeypatch, tmp_path, name):
    path = tmp_path / "t.csv"
    path.write_bytes(BAD[name].encode())
    with pytest.raises(RecordError):
        tabular.read_table(path, ["a", "b"])
    monkeypatch.setattr(tabular, "pa", None)
    with pytest.raises(RecordError) as told:
        tabular.read_table(path, ["a", "b"])
    assert "t.csv" in told.value.where


def test_the_embedded_roll_calls(monkeypatch):
    path = EMBEDDED / "ukraine_roll_calls.csv"
    first = tabular.read_table(path, ["resolution"])
    monkeypatch.setattr(tabular, "pa", None)
    found = tabular.read_table(path, ["resolution"])
    pd.testing.assert_frame_equal(found.astype(object), first.astype(object))
