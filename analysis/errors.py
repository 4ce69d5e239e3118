"""Errors that a person can act on: what is wrong, where, and what to do."""

from __future__ import annotations

__all__ = ["RecordError", "UnshiftError", "UsageError", "by_ctrl_c"]


class UnshiftError(Exception):
    """Work that could not be done; commands print it in one line and exit 1.

    Parameters
    ----------
    what : str
        What is wrong, without a full stop.
    where : str, optional
        The file, row, column or parameter it was found in.
    todo : str, optional
        What the reader can do about it.

    Examples
    --------
    >>> print(UnshiftError("unknown vote code 'Q'", "votes.csv, row 3, column ms_vote",
    ...                    "expected Y, N, A or X"))
    unknown vote code 'Q' (votes.csv, row 3, column ms_vote): expected Y, N, A or X
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", todo: str = "") -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(what, where, todo)

    def __str__(self) -> str:
        text = self.what
        if self.where:
            text += f" ({self.where})"
        if self.todo:
            text += f": {self.todo}"
        return " ".join(text.split())


class RecordError(UnshiftError):
    """A file or table of votes that cannot be read as a record."""


class UsageError(UnshiftError):
    """A request that cannot be met as stated; commands exit 2."""

    exit_code = 2


def by_ctrl_c(error: BaseException | None) -> bool:
    """Say whether Ctrl-C is what an error comes from.

    Within compiled code it comes out as an error of the system, or as one caused by another.

    Examples
    --------
    >>> inner, outer = SystemError("an exception set"), SystemError("an exception set")
    >>> inner.__cause__, outer.__cause__ = KeyboardInterrupt(), inner
    >>> by_ctrl_c(outer), by_ctrl_c(SystemError("a bug"))
    (True, False)
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None
