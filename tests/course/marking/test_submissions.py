"""What is handed in: found whatever it is, opened only if it is a file, read leniently."""

from __future__ import annotations

import json
import os
import socket
import sys

import pytest

from analysis.course.marking import submissions
from analysis.course.marking.submissions import find_submissions, read_submission
from analysis.errors import UnshiftError, UsageError


def problems(folder):
    return {f.name: f.problem for f in find_submissions(folder)}


def written(path, book):
    path.write_text(book if isinstance(book, str) else json.dumps(book))
    return path


def test_what_is_found_and_why_it_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "LARGEST", 0.001)
    for name in ("anna", ".hidden", "ben/.ipynb_checkpoints", "carla", "dora", "folder.ipynb"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("anna/a b.ipynb", ".hidden/a.ipynb", "ben/.ipynb_checkpoints/a.ipynb", "B.IPYNB"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "carla" / "work.zip").write_text("")
    (tmp_path / "large.ipynb").write_text(" " * 2000)
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "round").symlink_to(tmp_path)
    found = problems(tmp_path)
    assert found == {
        "B.IPYNB": "",
        "anna/a b.ipynb": "",
        "ben": found["ben"],
        "carla": "no notebook in it (work.zip)",
        "dora": "no notebook in it",
        "folder.ipynb": "a folder with the name of a notebook",
        "large.ipynb": found["large.ipynb"],
        "link.ipynb": "a link, which is not opened; hand in the file itself",
    }
    assert "clear its outputs" in found["large.ipynb"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_and_sockets_are_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    os.mkfifo("pipe.ipynb")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.ipynb")
        found = problems(tmp_path)
        assert "a pipe" in found["pipe.ipynb"]
        assert "a socket" in found["socket.ipynb"]
        with pytest.raises(UnshiftError):
            read_submission(tmp_path / "socket.ipynb")


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_names_that_are_no_text_can_be_written(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\n.ipynb")).write_text("{}")
    (name,) = problems(tmp_path)
    assert name.isprintable()
    name.encode("utf-8")


def test_no_folder_and_no_notebooks(tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("nosuch", "empty"):
        with pytest.raises(UsageError) as refused:
            find_submissions(tmp_path / name)
        assert refused.value.where == str(tmp_path / name)


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "empty"),
        (b"hello", "no JSON"),
        (b'{"cells": [', "cut off or damaged"),
        ('{"cells": []}'.encode("utf-16"), "encoding"),
        (b"[]", "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (b'{"cells": ' + b"[" * 200_000, "this is not a notebook"),
        (b"1" * 10_000, "this is not a notebook"),
    ],
)
def test_what_is_no_notebook_says_why(tmp_path, raw, part):
    (tmp_path / "a.ipynb").write_bytes(raw)
    with pytest.raises(UnshiftError) as refused:
        read_submission(tmp_path / "a.ipynb")
    assert refused.value.where == "notebook a.ipynb"
    assert part in str(refused.value)


def test_what_a_validator_would_refuse_is_read(tmp_path):
    cells = [
        None, 7, {"cell_type": "sculpture"}, {"cell_type": ["code"], "source": 3},
        {"cell_type": "code", "source": ["a = 1\n", None, "b"], "metadata": "junk", "outputs": 5},
        {"cell_type": "code", "source": "x = '\ud800'", "outputs": [None, {"metadata": 3}]},
        {"cell_type": "code", "source": "", "outputs": [
            {"metadata": {"unshift": {"attempt": 3}}},
            {"metadata": {"unshift": {"attempt": "9"}}}]},
    ]  # fmt: skip
    book = {"cells": cells, "metadata": {"unshift": {"student": "anna"}}}
    read = read_submission(written(tmp_path / "a.ipynb", book))
    assert read.student == "anna"
    assert [c.number for c in read.cells] == list(range(1, 8))
    assert read.cells[4].source == "a = 1\nb"
    assert read.cells[6].attempts == 3
    for cell in read.cells:
        cell.source.encode("utf-8")


def test_the_third_format_and_a_mark_of_bytes(tmp_path):
    book = {"worksheets": [{"cells": [{"cell_type": "code", "input": "a = 1"}]}]}
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(book).encode())
    assert [c.source for c in read_submission(path).cells] == ["a = 1"]
