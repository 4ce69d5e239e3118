"""Errors that a person can act on: what is wrong, where, and what to do."""

from __future__ import annotations

__all__ = ["Interrupted", "RecordError", "UnshiftError", "UsageError", "by_ctrl_c"]


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

    @property
    def finding(self) -> str:
        """What is wrong and where, for readers of a report, who are not to do anything about it.

        Examples
        --------
        >>> UnshiftError("too few votes", "3 roll calls", "use another model").finding
        'too few votes (3 roll calls)'
        """
        return " ".join(f"{self.what} ({self.where})".split() if self.where else self.what.split())

    def __str__(self) -> str:
        return f"{self.finding}: {' '.join(self.todo.split())}" if self.todo else self.finding


class RecordError(UnshiftError):
    """A file or table of votes that cannot be read as a record."""


class UsageError(UnshiftError):
    """A request that cannot be met as stated; commands exit 2."""

    exit_code = 2


class Interrupted(UnshiftError):
    """Work that a signal ended and that can be gone on with; commands exit as after Ctrl-C."""

    exit_code = 130


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
