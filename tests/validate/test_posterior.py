"""Shipped posterior means beside published series, planted in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.idealpoints.derived import read_derived
from analysis.record.readers.discover import Found
from analysis.validate import release_of, shipped_beside_published

from .test_validate import COW, HEAD


@pytest.fixture(scope="module")
def points():
    shipped = read_derived()
    return shipped[shipped["state"].isin(COW)].astype({"period": int})


def planted(path: Path, points, shift: float) -> Path:
    rows = [
        f"{COW[p.state]}\t{p.state}\t{p.state}\t{p.period}\t9\t{p.mean + shift}\t0\t1\n"
        for p in points.itertuples()
    ]
    path.write_text(HEAD + "".join(rows))
    return path


def test_a_series_is_compared_without_a_record(points, tmp_path):
    path = planted(tmp_path / "points.tab", points, 0.2)
    (row,) = shipped_beside_published([Found("published", path)])
    assert (row["file"], row["release"], row["n"]) == ("points.tab", "", len(points))
    assert row["r"] == pytest.approx(1)
    assert row["rmse"] == pytest.approx(0.2, abs=1e-6)


def test_the_release_is_told_by_the_name_in_the_registry(points, tmp_path):
    name = "IdealpointestimatesFP_2026FP.csv"
    path = planted(tmp_path / name, points, 0.0)
    (row,) = shipped_beside_published([Found("published", path)])
    assert row["release"] == release_of(Path(name)) != ""
    assert release_of(Path("points.tab")) == ""


def test_sessions_broken_files_and_other_kinds_are_left_out(points, tmp_path):
    sessions = tmp_path / "sessions.tab"
    sessions.write_text(HEAD.replace("FP", "").replace("year", "session")
                        + "2\tUSA\tUnited States\t5\t20\t1\t0\t2\n")  # fmt: skip
    broken = tmp_path / "broken.tab"
    broken.write_text("ccode\tyear\n2\t2020\n")
    good = planted(tmp_path / "points.tab", points, 0.0)
    found = [Found("published", sessions), Found("published", broken), Found("matches", good)]
    assert shipped_beside_published(found) == []


def test_without_shipped_estimates_there_is_nothing_to_compare(points, tmp_path):
    path = planted(tmp_path / "points.tab", points, 0.0)
    assert shipped_beside_published([Found("published", path)], tmp_path / "none") == []
