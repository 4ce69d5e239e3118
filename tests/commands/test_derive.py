"""`unshift data derive`: scopes, checkpoints, and how it refuses."""

from __future__ import annotations

import json

import pytest

SHORT = ["data", "derive", "--record", "embedded", "--chains", "2", "--draws", "8"]
SHORT += ["--warmup", "10", "--thin", "1"]


def test_a_scope_is_written_and_read_from_its_checkpoint(run, tmp_path):
    places = ["--folder", tmp_path / "d", "--checkpoints", tmp_path / "c", "--json"]
    code, out, _ = run(*SHORT, "cut", *places)
    assert code == 0
    said = json.loads(out)["scopes"]
    assert [one["scope"] for one in said] == ["cut"]
    assert {p.name for p in (tmp_path / "d").iterdir()} == set(said[0]["files"])
    assert 0 < said[0]["not_mixed"] <= said[0]["n"]
    first = (tmp_path / "d" / "ideal_points_cut.parquet").read_bytes()
    (tmp_path / "d" / "ideal_points_cut.parquet").unlink()
    assert run(*SHORT, "cut", *places)[0] == 0
    assert (tmp_path / "d" / "ideal_points_cut.parquet").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch"], "nosuch"),
        (["cut", "--folder", "README.md"], "--folder"),
        (["cut", "--checkpoints", "README.md"], "--checkpoints"),
        (["cut", "--chains", "1"], "chains"),
        (["cut", "--start", "tomorrow"], "--start"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(refused, arguments, says):
    assert says in refused(2, *SHORT, *arguments)
