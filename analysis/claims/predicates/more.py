"""Abstentions on a text beside those on an earlier one."""

from __future__ import annotations

from analysis.claims.arguments import Text
from analysis.claims.ballot import Book, fewer, none_or
from analysis.claims.ledger import Finding
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote

__all__ = ["more_than_before"]


def more_than_before(book: Book, *, text: Text, earlier: Text, abstain: int) -> Finding:
    """Check how many abstained on a text, and that more did than on an earlier one.

    Parameters
    ----------
    book : Book
    text, earlier : Text
    abstain : int
        The core of the claim.
    """
    ballot, before = book.find(text.symbol), book.find(earlier.symbol)
    if ballot is None:
        return missing(text)
    abstained, absent = ballot.count(Vote.ABSTAIN), ballot.count(Vote.ABSENT)
    more = None if before is None else fewer(before, ballot, Vote.ABSTAIN)
    evidence = (
        f"On {text}, {none_or(abstained)} abstained and {none_or(absent)} did not vote: "
        f"{none_or(abstained + absent)} of the members voted neither yes nor no.{ballot.gap}"
    )
    numbers = {"abstained": abstained, "absent": absent}
    counted = [ballot]
    if before is not None:
        then, away = before.count(Vote.ABSTAIN), before.count(Vote.ABSENT)
        numbers |= {f"abstained_{before.day.year}": then, f"absent_{before.day.year}": away}
        evidence += (
            f" On {earlier} of {earlier.month}, {none_or(then)} abstained and "
            f"{none_or(away)} did not vote.{before.gap}"
        )
        counted.insert(0, before)
    parts = (ballot.counts_are({Vote.ABSTAIN: abstain}), more)
    return Finding(parts, evidence, numbers, book.rests_on(counted))
