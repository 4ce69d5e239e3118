from __future__ import annotations

import pickle

import pytest

from analysis.errors import RecordError, UnshiftError, UsageError


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("no votes",), "no votes"),
        (("no votes", "votes.csv"), "no votes (votes.csv)"),
        (("no votes", "", "add some"), "no votes: add some"),
        (("no votes", "votes.csv", "add some"), "no votes (votes.csv): add some"),
        (("two\nlines  here",), "two lines here"),
    ],
)
def test_one_line(parts, text):
    assert str(UnshiftError(*parts)) == text


@pytest.mark.parametrize(("kind", "code"), [(RecordError, 1), (UsageError, 2), (UnshiftError, 1)])
def test_exit_codes_and_kinds(kind, code):
    error = kind("what", "where", "todo")
    assert error.exit_code == code
    assert isinstance(error, UnshiftError)
    assert (error.what, error.where, error.todo) == ("what", "where", "todo")


def test_errors_cross_processes():
    error = pickle.loads(pickle.dumps(UsageError("what", "where", "todo")))
    assert isinstance(error, UsageError)
    assert str(error) == "what (where): todo"
