"""Whether a state's vote lasted."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.claims.arguments import Day, State, Texts
from analysis.claims.ballot import Ballot, Book, voted
from analysis.claims.ledger import VERDICTS, Finding, judge, silent
from analysis.record.codes import Vote
from analysis.words import list_of, out_of

__all__ = ["kept_voting"]


def kept_voting(
    book: Book, *, state: State, beside: State, after: Day, one_source: Texts
) -> Finding:
    """Check that a state went on voting no on Ukraine in the Assembly for the rest of a year.

    The verdict is on texts on Ukraine; the evidence says what it would be with those of which that
    may be doubted.

    Parameters
    ----------
    book : Book
    state : State
    beside : State
        Its votes are told beside those.
    after : Day
        The days after it, to the end of the year, are asked about.
    one_source : Texts
        Texts whose votes, state by state, come from one source only.
    """

    def known(wide: bool) -> list[Ballot]:
        later = book.ukraine("GA", after=after, wide=wide)
        return [b for b in later if b.day.year == after.year and b.records(state)]

    counted = known(wide=False)
    if not counted:
        return silent(f"This record has no later roll calls on Ukraine in {after:%Y}.")
    noes = sum(b.of(state) == Vote.NO for b in counted)
    evidence = (
        f"{state.first} voted no on {out_of(noes, len(counted), 'later roll call')}: "
        f"{_each(counted, state, beside)}."
    )
    held = {b.symbol for b in counted}
    single = [f"{t}" for t in one_source if t.symbol in held]
    if single:
        evidence += f" The votes on {list_of(single)} rest on one source."
    doubtful = [b for b in known(wide=True) if b not in counted]
    also = len(counted) + len(doubtful)
    also_no = noes + sum(b.of(state) == Vote.NO for b in doubtful)
    verdict = judge(*_lasted(also_no, also))
    if doubtful:
        evidence += (
            f" With texts of which it may be doubted whether they are on Ukraine it voted no on "
            f"{out_of(also_no, also, 'later roll call')}, and the verdict would be "
            f'"{VERDICTS[verdict]}": {_each(doubtful, state, beside)}.'
        )
    else:
        evidence += (
            f" This record holds no later text of {after:%Y} of which it may be doubted whether it "
            "is on Ukraine."
        )
    numbers = {
        "later": len(counted),
        "later_no": noes,
        "with_doubtful": also,
        "with_doubtful_no": also_no,
        "with_doubtful_verdict": verdict,
        "doubtful": [b.symbol for b in doubtful],
    }
    return Finding(_lasted(noes, len(counted)), evidence, numbers, book.rests_on(counted))


def _lasted(noes: int, of: int) -> tuple[bool, bool]:
    """Return the parts of the claim: it voted no at all, and every time."""
    return noes > 0, noes == of


def _each(ballots: Sequence[Ballot], state: State, beside: State) -> str:
    """Write how both states voted on one text after the other."""
    return "; ".join(
        f"on {b.symbol.removeprefix('A/RES/')} of {b.day.isoformat()} it "
        f"{voted(b.of(state))}, and {beside} {voted(b.of(beside))}"
        for b in ballots
    )
