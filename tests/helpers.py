"""What tests of every room use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from analysis.errors import UnshiftError


@contextmanager
def raises(
    kind: type[UnshiftError], where: str, *words: str, todo: str = ""
) -> Iterator[pytest.ExceptionInfo[UnshiftError]]:
    """Assert that an error of a class is raised, and where it says that it is.

    A place that several errors share does not tell which of them was raised; `words` are what
    does: a name, number or word each, to be found in what is wrong (`what`), not its sentence.
    `todo` is a word of what to do, where a test is about the advice.
    """
    with pytest.raises(kind) as caught:
        yield caught
    error = caught.value
    assert error.where == where
    missing = [word for word in words if word not in error.what]
    assert not missing, f"{missing} not in {error.what!r}"
    assert todo in error.todo
