"""What a claim is, how a verdict follows from its parts, and the ledger as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.errors import UsageError

__all__ = [
    "CONFIRMED",
    "NOT_DECIDABLE",
    "PARTLY",
    "REFUTED",
    "VERDICTS",
    "Claim",
    "Finding",
    "claims_table",
    "judge",
    "silent",
]

CONFIRMED = "confirmed"
REFUTED = "refuted"
PARTLY = "partly"
NOT_DECIDABLE = "not decidable"

#: Verdicts and how they are printed.
VERDICTS: dict[str, str] = {
    CONFIRMED: "confirmed",
    REFUTED: "refuted",
    PARTLY: "partly",
    NOT_DECIDABLE: "not decidable from this record",
}


@dataclass(frozen=True)
class Claim:
    """A statement that the record can be asked about, with the answer.

    Attributes
    ----------
    id : str
        Short machine name, unique in the ledger.
    statement : str
        What is claimed, in our words.
    verdict : {"confirmed", "refuted", "partly", "not decidable"}
    evidence : str
        What was counted, in sentences; every number in them is computed.
    numbers : dict
        The computed values behind the evidence, as plain JSON values.
    rests_on : str
        Which roll calls were counted.

    Raises
    ------
    UsageError
        If the verdict is none of the four.

    Examples
    --------
    >>> Claim("x", "It carried.", "confirmed", "93 to 18.", {"yes": 93}).to_dict()["verdict"]
    'confirmed'
    """

    id: str
    statement: str
    verdict: str
    evidence: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    rests_on: str = ""

    def __post_init__(self) -> None:
        """Check the verdict."""
        if self.verdict not in VERDICTS:
            raise UsageError(
                f"unknown verdict {self.verdict!r}",
                f"claim {self.id}",
                f"use {', '.join(VERDICTS)}",
            )

    @property
    def verdict_in_words(self) -> str:
        """The verdict as it is printed."""
        return VERDICTS[self.verdict]

    def to_dict(self) -> dict[str, Any]:
        """Return the claim as plain values, for JSON."""
        return {
            "id": self.id,
            "statement": self.statement,
            "verdict": self.verdict,
            "evidence": self.evidence,
            "numbers": dict(self.numbers),
            "rests_on": self.rests_on,
        }


@dataclass(frozen=True)
class Finding:
    """What a predicate found in the votes.

    Attributes
    ----------
    parts : tuple of bool or None
        The parts of the claim, its core first, as `judge` takes them.
    evidence, numbers, rests_on
        As in `Claim`.
    """

    parts: tuple[bool | None, ...]
    evidence: str
    numbers: Mapping[str, Any]
    rests_on: str


def silent(why: str) -> Finding:
    """Return the finding of a record that is silent on a claim.

    Examples
    --------
    >>> judge(*silent("The roll call is not in this record.").parts)
    'not decidable'
    """
    return Finding((None,), why, {}, "no roll call")


def judge(core: bool | None, *details: bool | None) -> str:
    """Turn the parts of a claim into a verdict.

    Parameters
    ----------
    core : bool or None
        The part without which nothing is left of the claim; None if the record is silent.
    *details : bool or None
        What the claim says beside it.

    Returns
    -------
    str
        ``refuted`` if the core is false, ``partly`` if it is true and a detail false,
        ``not decidable`` if the record is silent on the core or, with nothing false, on a
        detail, and ``confirmed`` if every part is true.

    Examples
    --------
    >>> judge(True, True), judge(True, False, None), judge(True, None), judge(False, True)
    ('confirmed', 'partly', 'not decidable', 'refuted')
    """
    if core is None:
        return NOT_DECIDABLE
    if not core:
        return REFUTED
    if any(detail is False for detail in details):
        return PARTLY
    return NOT_DECIDABLE if None in details else CONFIRMED


def claims_table(claims: Sequence[Claim]) -> pd.DataFrame:
    """Return the ledger as a table, one row per claim.

    Parameters
    ----------
    claims : sequence of Claim

    Returns
    -------
    DataFrame
        Columns ``id, statement, verdict, evidence, rests_on``, all text; verdicts as printed.

    Examples
    --------
    >>> claims_table([Claim("x", "It carried.", "not decidable", "No vote.")])["verdict"].iloc[0]
    'not decidable from this record'
    """
    columns = ["id", "statement", "verdict", "evidence", "rests_on"]
    rows = [
        (claim.id, claim.statement, claim.verdict_in_words, claim.evidence, claim.rests_on)
        for claim in claims
    ]
    return pd.DataFrame(rows, columns=columns, dtype="str")
