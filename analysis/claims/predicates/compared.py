"""Votes on a text beside those on earlier ones."""

from __future__ import annotations

from typing import Any

from analysis.claims.arguments import Text, Texts
from analysis.claims.ballot import Ballot, Book, fewer
from analysis.claims.ledger import Finding, silent
from analysis.claims.predicates.missing import missing
from analysis.record.codes import Vote
from analysis.words import list_of, none_or, number_of

__all__ = ["fewer_than_before", "more_than_before"]


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


def fewer_than_before(
    book: Book, *, text: Text, earlier: Texts, in_favour: int, than: int
) -> Finding:
    """Check that a text had fewer votes in favour than earlier ones.

    Parameters
    ----------
    book : Book
    text : Text
    earlier : Texts
        In order of time, each with its month.
    in_favour : int
        Votes for the text.
    than : int
        Each of the earlier ones had more.
    """
    ballot = book.find(text.symbol)
    past = [(t, book.find(t.symbol)) for t in earlier]
    held = [(t, b) for t, b in past if b is not None]
    if ballot is None or not held:
        return silent("The roll calls to compare are not in this record.")
    found = [b for _, b in held]
    fell = [fewer(ballot, b, Vote.YES) for b in found]
    parts = (
        False if False in fell else None if None in fell else True,
        ballot.counts_are({Vote.YES: in_favour}),
        *(_more_than(than, b) for _, b in past),
    )
    others = book.ukraine("GA", after=found[0].day, before=ballot.day)
    low = min((*others, *found), key=lambda b: b.count(Vote.YES))
    last, month = found[-1], held[-1][0].month
    now = {v: sum(ballot.of(s) == v for s in last.who(Vote.YES)) for v in Vote}
    evidence = _evidence(text, ballot, held, low, month, now)
    numbers: dict[str, Any] = {b.symbol: b.count(Vote.YES) for b in (*found, ballot)} | {
        "yes_again": now[Vote.YES],
        "yes_then_abstained": now[Vote.ABSTAIN],
        "yes_then_no": now[Vote.NO],
        "yes_then_absent": now[Vote.ABSENT],
        "lowest_in_between": low.count(Vote.YES),
        "lowest_symbol": low.symbol,
    }
    known = {t.symbol for t in earlier}
    counted = [*found, *(b for b in others if b.symbol not in known), ballot]
    return Finding(parts, evidence, numbers, book.rests_on(counted))


def _evidence(
    text: Text,
    ballot: Ballot,
    held: list[tuple[Text, Ballot]],
    low: Ballot,
    month: str,
    now: dict[Vote, int],
) -> str:
    """Write the votes in favour, and what became of the last ones before."""
    yes = ballot.count(Vote.YES)
    past = [f"{none_or(b.count(Vote.YES))} in {t.month}" for t, b in held]
    evidence = f"Votes in favour: {list_of([*past, f'{none_or(yes)} on {text}'])}."
    then = held[-1][1].count(Vote.YES)
    if then:
        evidence += (
            f" Of the {number_of(then, 'state')} that voted yes in {month}, "
            f"{none_or(now[Vote.YES])} did so again, {none_or(now[Vote.ABSTAIN])} abstained, "
            f"{none_or(now[Vote.NO])} voted no and {none_or(now[Vote.ABSENT])} did not vote."
        )
    evidence += f"{ballot.gap} The texts differ"
    if low.count(Vote.YES) < yes:
        evidence += (
            f", and others on Ukraine in between had fewer votes in favour, down to "
            f"{none_or(low.count(Vote.YES))} on {low.symbol}"
        )
    return evidence + "."


def _more_than(n: int, ballot: Ballot | None) -> bool | None:
    """Say whether more than n voted yes; None if missing votes could decide it."""
    if ballot is None:
        return None
    return True if ballot.count(Vote.YES) > n else None if ballot.most(Vote.YES) > n else False
