from __future__ import annotations

import pandas as pd
import pytest

from analysis.record.dates import parse_dates


def read(*texts: str) -> list[str]:
    series = pd.Series(list(texts), dtype="str", index=range(3, 3 + len(texts)))
    return parse_dates(series, "f.csv").dt.strftime("%Y-%m-%d").tolist()


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-24",
        "2025-02-24T00:00:00",
        "2025-02-24 23:59",
        "2025-02-24T00:00:00.000Z",
        "2025-02-24T23:00:00+05:00",
        "20250224",
        "20250224.0",
        "24/02/2025",
        "2/24/2025",
        " 20250224 ",
    ],
)
def test_notations(text):
    assert read(text, "2025-01-01") == ["2025-02-24", "2025-01-01"]


def test_the_column_shows_where_the_day_is():
    assert read("03/04/2025", "24/02/2025") == ["2025-04-03", "2025-02-24"]
    assert read("03/04/2025", "02/24/2025") == ["2025-03-04", "2025-02-24"]
    assert read("04/04/2025") == ["2025-04-04"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("03/04/2025",), "'03/04/2025', whose day and month cannot be told apart"),
        (("24/02/2025", "02/24/2025"), "'02/24/2025'"),
        (("30/02/2025",), "'30/02/2025'"),
        (("20250230",), "'20250230'"),
        (("24.02.2025",), "'24.02.2025'"),
        (("2025-02-24X",), "'2025-02-24X'"),
        (("٢٠٢٥٠٢٢٤",), "row 5"),
        (("",), "''"),
    ],
)
def test_refused(texts, said, refused):
    refused(lambda: read(*texts), "not a date", said, "f.csv, row", "column date")


@pytest.mark.parametrize("text", ["0001-03-24", "1600-03-24", "19451023", "3000-03-24"])
def test_days_on_which_nobody_can_have_voted(text, refused):
    said = ("no vote of the United Nations can be of", text, "f.csv, row 6", "column date")
    refused(lambda: read("1945-10-24", text), *said)


def test_the_row_is_the_files(refused):
    refused(lambda: read("2025-01-01", "x"), "f.csv, row 6")
