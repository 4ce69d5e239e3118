"""Only plain files of a stated size are read: no pipe is waited for, nothing unfolds."""

from __future__ import annotations

import os
import socket

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UnshiftError, UsageError
from analysis.files import open_plain, read_json, read_plain
from analysis.paths import shown
from analysis.plain_yaml import LARGEST, read_yaml
from analysis.record.readers.formats.tabular import read_table
from analysis.reporting.run.sources import code_cells
from analysis.rollcalls.cache import recall
from analysis.study import load_study

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


@pytest.fixture(params=["pipe", "device", "endless", "socket", "folder"])
def not_plain(request, tmp_path):
    path = tmp_path / "x"
    match request.param:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path = type(path)("/dev/null")
        case "endless":
            path.symlink_to("/dev/zero")
        case "socket":
            end = socket.socket(socket.AF_UNIX)
            end.bind(os.path.relpath(path))  # a socket's name may not be long
            end.close()
        case _:
            path.mkdir()
    return path


def test_what_is_not_plain_is_refused_at_once(not_plain):
    with pytest.raises(OSError):  # noqa: PT011 - each kind has a number of its own
        open_plain(not_plain)


def test_a_study_in_it_is_refused(not_plain):
    with pytest.raises(UsageError):
        load_study(not_plain)


def test_a_table_in_it_is_refused(not_plain):
    with pytest.raises(UnshiftError):
        read_table(not_plain, ("a",))


def test_a_notebook_in_it_is_refused(not_plain):
    with pytest.raises(OSError):  # noqa: PT011 - each kind has a number of its own
        code_cells(not_plain)


def test_sizes(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_plain(path, 5) == b"12345"
    with pytest.raises(OSError):  # noqa: PT011 - each kind has a number of its own
        read_plain(path, 4)


def test_a_cache_entry_that_is_no_file_is_made_anew(tmp_path, monkeypatch):
    from analysis.rollcalls import cache
    from analysis.rollcalls.load import load_rollcalls

    record = load_rollcalls("embedded")
    monkeypatch.setattr(cache, "fingerprint", lambda found: "k")
    for make in (os.mkfifo, lambda p: os.symlink("/dev/zero", p)):
        path = tmp_path / f"record-k-{'0' * 32}.parquet"
        make(path)
        found = recall([], lambda: {"record": record}, tmp_path)
        assert found.n_calls == record.n_calls
        assert not os.path.lexists(path)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + k)}: &{chr(98 + k)} [*{chr(97 + k)}, *{chr(97 + k)}]\n" for k in range(20)
)


@pytest.mark.parametrize(
    "text",
    [BOMB, "[" * 1000, "{a: " * 500, "x: " + "[" * 30 + "]" * 30, "- " * 3000, "a: *b"],
    ids=["bomb", "open", "mappings", "deep", "rows", "alias"],
)
def test_a_study_that_unfolds_or_nests_is_refused(tmp_path, text):
    path = tmp_path / "study.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        load_study(path)


def test_a_study_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "study.yml"
    path.write_text("#" * LARGEST + "\ncountry: USA\n", encoding="utf-8")
    with pytest.raises(UsageError):
        load_study(path)


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_plain_yaml_is_read_as_the_safe_loader_reads_it(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(text.encode("utf-8", "replace"))
    try:
        found = read_yaml(path)
    except (yaml.YAMLError, ValueError):
        return
    assert repr(found) == repr(yaml.safe_load(path.read_bytes().decode("utf-8-sig")))


@pytest.mark.parametrize("text", ["9" * 5000, "0x" + "f" * 5000])
def test_a_number_without_end_in_a_study(tmp_path, text):
    path = tmp_path / "s.yml"
    path.write_text(f"draws: {text}\n")
    with pytest.raises(UsageError) as error:
        load_study(path)
    assert error.value.where == "s.yml"


@pytest.mark.parametrize("text", ["[" * 200_000, "9" * 5000 + "x", "\x00"])
def test_json_that_is_none(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011 - of json, of Unicode or of depth
        read_json(path)


def test_a_link_to_itself_has_a_name(tmp_path):
    (tmp_path / "x").symlink_to("x")
    assert shown(tmp_path / "x").endswith("x")
