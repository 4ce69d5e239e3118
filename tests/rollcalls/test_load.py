from __future__ import annotations

import gzip

import pytest

from analysis.errors import RecordError, UsageError
from analysis.rollcalls.load import load_rollcalls

MATRIX = """\
rcid,date,me,nu,di,hr,co,ec,USA,RUS
1,2019-12-01,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE,3,1
2,2020-12-01,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE,3,1
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Make a folder that is the whole of the search path."""
    monkeypatch.setenv("UNSHIFT_DATA", str(tmp_path))
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    return tmp_path


def test_embedded(embedded):
    assert embedded.scope == "embedded"
    assert embedded.select(body="GA").n_calls == 25
    assert embedded.select(body="SC").n_calls == 10
    assert embedded.has_issue("ukraine").all()
    assert (embedded.votes != 0).sum() >= 25 * 193
    assert {s.name for s in embedded.sources} == {"facts", "facts-part"}


def test_embedded_needs_no_search_path(folder):
    (folder / "matrix.csv").write_text(MATRIX)
    assert load_rollcalls("embedded").n_calls == 35


def test_auto_without_files_is_embedded(folder):
    assert load_rollcalls().scope == "embedded"


def test_auto_with_files_is_history(folder):
    (folder / "m.csv.gz").write_bytes(gzip.compress(MATRIX.encode()))
    rc = load_rollcalls()
    assert rc.scope == "history"
    assert rc.n_calls == 37  # two of the file and the embedded facts
    assert rc.of("USA")[rc.calls["id"] == "rcid-1"].tolist() == [3]
    assert rc.sources[0].path == (folder / "m.csv.gz").resolve()


def test_history_without_files(folder):
    with pytest.raises(UsageError) as refusal:
        load_rollcalls("history")
    assert refusal.value.where == "data search path"
    assert "`unshift data fetch --all`" in refusal.value.todo


def test_search_given_outright(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "m.csv").write_text(MATRIX)
    assert load_rollcalls(search=[other]).scope == "history"
    assert load_rollcalls(search=[]).scope == "embedded"


@pytest.mark.parametrize("record", ["", "all", "History"])
def test_unknown_record(record):
    with pytest.raises(UsageError) as error:
        load_rollcalls(record)
    assert error.value.where == "record"
    assert repr(record) in error.value.what
    assert "auto, history or embedded" in error.value.todo


def test_a_file_that_cannot_be_read_stops(folder):
    (folder / "m.csv").write_text(MATRIX.replace(",3,1\n", ",7,1\n"))
    with pytest.raises(RecordError) as error:
        load_rollcalls()
    assert error.value.where.endswith("row 2, column USA")


def test_a_broken_download_is_noted(folder):
    (folder / "m.csv").write_text(MATRIX)
    (folder / "ga_voting.csv").write_bytes(b"<html>Sign in</html>")
    assert (
        load_rollcalls()
        .notes[0]
        .endswith("ga_voting.csv is not a table of text and was left out: download it again")
    )


def test_matches_link_texts(folder):
    (folder / "m.csv").write_text(MATRIX)
    (folder / "Matches.csv").write_text("v1,rcid1,rcid2\n1,1,2\n")
    calls = load_rollcalls().calls.set_index("id")
    assert calls.loc[["rcid-1", "rcid-2"], "recurring_text"].tolist() == ["rcid-1", "rcid-1"]


class TestPublicRecord:
    def test_size(self, history):
        assert history.scope == "history"
        assert history.first.year == 1946
        assert history.last >= history.calls["date"].max()
        assert history.select(body="GA").last.year >= 2025
        assert history.n_votes > 960_000
        assert history.n_states == 199

    def test_sources_are_named_with_their_licences(self, history):
        named = {s.name: s.licence for s in history.sources}
        assert {"matrix", "unvotes", "undl", "facts"} <= set(named)
        assert named["matrix"] == named["unvotes"] == "CC0"
        assert "non-commercial" in named["undl"]

    def test_holes_are_holes(self, history):
        # Between the matrix and the file of 2025 the resolutions alone have votes.
        between = history.select(start="2024-06-05", end="2025-02-23", body="GA")
        assert between.n_calls == 87
        assert set(between.calls["source"]) == {"conference"}
        assert history.select(start="2024-01-01", end="2024-06-04", body="GA").n_calls > 0
        assert history.select(start="2025-02-24", end="2025-02-24", body="GA").n_calls == 2
