"""Lists of vetoes: by hand with each trap, refused where nonsense, and the public lists."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import RecordError
from analysis.record.codes import Vote
from analysis.record.readers.discover import discover, read_sheets
from analysis.record.readers.vetoes import read_vetoes

WIDE = """\
year,date,draft,meeting_record,agenda_item,crisis_topic,member_veto1,member_veto2,member_veto3
1946,6/26/1946,S/PV.49,S/PV.49,The Spanish question,Spain,USSR,,
1946,6/26/1946,S/PV.49,S/PV.49,The Spanish question,Spain,USSR,,
1947,9/15/1947,S/552,S/PV.202,Frontier incidents,Greek Civil War,USSR,,
1947,9/15/1947,"S/552, S/PV.202",S/PV.202,Frontier incidents,Greek Civil War,USSR,,
1955,12/13/1955,S/3502,S/PV.704,Admission of new Members,Admission,China,,
1956,10/30/1956,S/3713/Rev.1 (as amended),S/PV.750,Letter,Suez,France,UK,
1972,8/25/1972,S/10771,S/PV.1660,Admission of new Members,Admission,China,,
1974,10/30/1974,S/11543,S/PV.1808,Relationship,South Africa,France,UK,USA
2014,3/15/2014,S/2014/189,S/PV.7138,"Letter dated 28 February 2014",Ukraine,Russia,,
"""
LISTED = """\
date,draft,meeting,subject,vetoed_by
2023-12-22,S/2023/1029 oral amendment,S/PV.9520,The situation in the Middle East,USA
2025-02-24,S/2025/115 S/2025/116,S/PV.9866,Maintenance of peace and security of Ukraine,RUS
2026-04-07,S/2026/273,S/PV.10130,The situation in the Middle East,RUS CHN
"""


def written(tmp_path, text):
    path = tmp_path / "vetoes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def noes(sheet):
    return [
        " ".join(np.array(sheet.states)[sheet.votes[:, j] == Vote.NO])
        for j in range(len(sheet.calls))
    ]


def test_a_column_for_each_veto(tmp_path):
    sheet = read_vetoes(written(tmp_path, WIDE))
    calls = sheet.calls
    assert noes(sheet) == [
        *["RUS"] * 4,
        "TWN",
        "FRA GBR",
        "CHN",
        "FRA GBR USA",
        "RUS",
    ]
    # A meeting is no draft; of several votes on one draft each is a roll call.
    assert calls["symbol"].tolist() == [
        *["", "", "S/552", "S/552", "S/3502", "S/3713/Rev.1", "S/10771", "S/11543", "S/2014/189"]
    ]
    assert calls["id"].is_unique
    assert calls["date"].dt.strftime("%d %b %Y").iloc[0] == "26 Jun 1946"
    assert (calls["body"] == "SC").all()
    assert calls["partial"].all()
    assert set(calls["outcome"]) == {"failed"}
    assert calls["issues"].tolist() == [*[""] * 8, "ukraine"]


def test_nothing_is_said_of_the_others(tmp_path):
    sheet = read_vetoes(written(tmp_path, WIDE))
    assert set(np.unique(sheet.votes)) == {Vote.NOT_RECORDED, Vote.NO, Vote.NOT_MEMBER}
    china, taipei = (sheet.votes[sheet.states.index(s)] for s in ("CHN", "TWN"))
    # One state at a time holds China's seat.
    assert ((china == Vote.NOT_MEMBER) != (taipei == Vote.NOT_MEMBER)).all()
    rest = [i for i, s in enumerate(sheet.states) if s not in ("CHN", "TWN")]
    assert not (sheet.votes[rest] == Vote.NOT_MEMBER).any()


def test_all_vetoes_in_one_column(tmp_path):
    sheet = read_vetoes(written(tmp_path, LISTED))
    assert sheet.calls["symbol"].tolist() == [
        "S/2023/1029",
        "S/2025/115",
        "S/2025/116",
        "S/2026/273",
    ]
    assert noes(sheet) == ["USA", "RUS", "RUS", "CHN RUS"]
    assert sheet.calls["issues"].tolist() == ["", "ukraine", "ukraine", ""]
    assert sheet.calls["amendment"].fillna(False).tolist() == [True, False, False, False]


def test_found_by_content(tmp_path):
    written(tmp_path, LISTED)
    found = discover([tmp_path])
    assert [f.kind for f in found] == ["vetoes"]
    (sheet,) = read_sheets(found)
    assert sheet.source.name == "vetoes"


@pytest.mark.parametrize(
    ("text", "old", "new", "where"),
    [
        (WIDE, "6/26/1946", "13/26/1946", "row 2"),
        (WIDE, "Spain,USSR", "Spain,Narnia", "row 2"),
        (WIDE, "Spain,USSR", "Spain,", "row 2"),
        (LISTED, "RUS CHN", "RUS IND", "row 4"),
        (LISTED, "2026-04-07", "2026-04-31", "row 4"),
        (LISTED, "vetoed_by", "by", "row 1"),
    ],
)
def test_refused(tmp_path, text, old, new, where):
    with pytest.raises(RecordError) as error:
        read_vetoes(written(tmp_path, text.replace(old, new, 1)))
    assert where in error.value.where


def test_the_public_lists(public):
    long, late = (read_vetoes(public("vetoes", years)) for years in ("1946_2022", "2022_2026"))
    assert (len(long.calls), len(late.calls)) == (214, 20)
    assert not set(long.calls["id"]) & set(late.calls["id"])
    counts = {s: int((long.votes[i] == Vote.NO).sum()) for i, s in enumerate(long.states)}
    assert counts == {"CHN": 17, "FRA": 16, "GBR": 29, "RUS": 121, "TWN": 0, "USA": 82}
    assert (long.calls["symbol"] == "").sum() == 23
