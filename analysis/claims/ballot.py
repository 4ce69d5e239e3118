"""Looking up a roll call by its symbol and counting it, state by state.

A vote that the record does not hold is not taken for anything: counts are compared with what
is claimed only as far as the missing votes leave room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.record.codes import Vote
from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence, state_name
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.words import list_of, none_or, number_of

__all__ = [
    "Ballot",
    "Book",
    "NEEDED",
    "PERMANENT",
    "fewer",
    "states_in_words",
    "voted",
]

#: Members since South Sudan joined on 14 July 2011; members of the Council since 1966.
SEATS = {"GA": 193, "SC": 15}
#: Votes in favour that the Council needs to adopt a text (Charter, Article 27).
NEEDED = 9
_VOTED = {
    Vote.YES: "voted yes",
    Vote.NO: "voted no",
    Vote.ABSTAIN: "abstained",
    Vote.ABSENT: "did not vote",
    Vote.NOT_MEMBER: "was not a member",
    Vote.NOT_RECORDED: "has no vote on record",
}


@dataclass(frozen=True)
class Ballot:
    """One roll call of either body since 2012, and how each state voted.

    Attributes
    ----------
    symbol : str
    body : {"GA", "SC"}
    day : date
    source : str
        Source of the roll call, as in the table of roll calls.
    position : int
        Of the roll call in that table.
    votes : mapping of state code to Vote
    partial : bool
        Whether only some votes are known.
    outcome : {"adopted", "failed", ""}
        What the source says became of the text.
    stated : tuple of int, or None
        Yes, no and abstentions as the source states them, where only some votes are known; they
        are told, and no verdict rests on them.
    """

    symbol: str
    body: str
    day: date
    source: str
    position: int
    votes: Mapping[str, Vote]
    partial: bool = False
    outcome: str = ""
    stated: tuple[int, int, int] | None = None

    def of(self, state: str) -> Vote:
        """Return how a state voted; not recorded if it is not in the roll calls."""
        return self.votes.get(state, Vote.NOT_RECORDED)

    def did(self, state: str, vote: Vote) -> bool | None:
        """Say whether a state voted so; None if its vote is not recorded."""
        found = self.of(state)
        return None if found == Vote.NOT_RECORDED else found == vote

    def who(self, vote: Vote) -> tuple[str, ...]:
        """Return the states that voted so, sorted by name."""
        return tuple(sorted((s for s, v in self.votes.items() if v == vote), key=state_name))

    def count(self, vote: Vote) -> int:
        """Count the states that voted so."""
        return sum(v == vote for v in self.votes.values())

    @property
    def named(self) -> int:
        """Number of members of which the record says whether and how they voted."""
        known = (Vote.YES, Vote.NO, Vote.ABSTAIN, Vote.ABSENT)
        return sum(self.count(v) for v in known)

    @property
    def unknown(self) -> int:
        """Number of members whose vote the record does not hold."""
        return max(SEATS[self.body] - self.named, 0)

    def counts_are(self, claimed: Mapping[Vote, int]) -> bool | None:
        """Say whether the counts are those claimed; None if missing votes could make them so."""
        missing = [n - self.count(vote) for vote, n in claimed.items()]
        if not any(missing):
            return True
        possible = min(missing) >= 0 and sum(missing) <= self.unknown
        return None if possible else False

    def tally_is(self, yes: int, no: int, abstain: int) -> bool | None:
        """Say whether the tally is the one claimed; None if missing votes could make it so."""
        return self.counts_are({Vote.YES: yes, Vote.NO: no, Vote.ABSTAIN: abstain})

    def most(self, vote: Vote) -> int:
        """Return the count there would be if every missing vote were such a one."""
        return self.count(vote) + self.unknown

    @property
    def two_thirds(self) -> bool:
        """Whether two thirds of those voting yes or no voted yes.

        More than that the Assembly never asks for (Charter, Article 18).
        """
        return self.count(Vote.YES) >= 2 * self.count(Vote.NO)

    @property
    def vetoed(self) -> bool:
        """Whether a draft of the Council had the votes and failed by a permanent member's No.

        Where only some votes are known, the source is a list of vetoes, and its word is taken.
        """
        enough = self.count(Vote.YES) >= NEEDED or (self.partial and self.outcome == "failed")
        return (
            not self.symbol.startswith("S/RES/")
            and enough
            and any(self.of(s) == Vote.NO for s in PERMANENT)
        )

    def records(self, *states: str) -> bool:
        """Say whether the record holds how each of these states voted, or that it did not."""
        return all(self.of(s) != Vote.NOT_RECORDED for s in states)

    def alike(self, a: str, b: str) -> bool | None:
        """Say whether two states cast the same vote; None unless both cast one."""
        cast = (Vote.YES, Vote.NO, Vote.ABSTAIN)
        return self.of(a) == self.of(b) if self.of(a) in cast and self.of(b) in cast else None

    def pair_in_words(self, a: str, b: str) -> str:
        """Write how two states voted."""
        one, two = states_in_words([a]), states_in_words([b])
        if self.alike(a, b):
            return f"{one} and {two} both {voted(self.of(a))}"
        return f"{one} {voted(self.of(a))} and {two} {voted(self.of(b))}"

    @property
    def gap(self) -> str:
        """A sentence on the votes that are not on record, with a space before it; or nothing."""
        if not self.unknown:
            return ""
        return f" The record does not say how {number_of(self.unknown, 'member')} voted."

    def in_words(self) -> str:
        """Write the tally in words, with what the record does not hold."""
        parts = [
            f"{none_or(self.count(Vote.YES))} voted yes",
            f"{none_or(self.count(Vote.NO))} voted no",
            f"{none_or(self.count(Vote.ABSTAIN))} abstained",
        ]
        if self.body == "GA":
            parts.append(f"{none_or(self.count(Vote.ABSENT))} did not vote")
        text = list_of(parts)
        if self.unknown:
            text += f"; the record does not say how {number_of(self.unknown, 'member')} voted"
        return text


class Book:
    """The roll calls on Ukraine, by symbol.

    Parameters
    ----------
    rollcalls : RollCalls
        Votes on paragraphs and amendments are left out.
    resolutions : Resolutions, optional
        The texts adopted, with or without a vote; claims on these are not decidable without.

    Attributes
    ----------
    rollcalls : RollCalls
    resolutions : Resolutions or None
    """

    def __init__(self, rollcalls: RollCalls, resolutions: Resolutions | None = None) -> None:
        self.rollcalls, self.resolutions = rollcalls, resolutions
        calls = rollcalls.calls
        part = calls["paragraph"].fillna(False) | calls["amendment"].fillna(False)
        self._whole = ~part.to_numpy(dtype=bool)
        self._ukraine = rollcalls.has_issue("ukraine")
        self._wide = self._ukraine | rollcalls.has_issue("ukraine_wide")
        self._read: dict[int, Ballot] = {}

    def find(self, symbol: str) -> Ballot | None:
        """Return the roll call on a text as a whole, the last if there were several, or None."""
        same = (self.rollcalls.calls["symbol"] == symbol).to_numpy(dtype=bool) & self._whole
        found = same.nonzero()[0]
        return self._ballot(int(found[-1])) if len(found) else None

    def ukraine(
        self,
        body: str,
        after: date | None = None,
        before: date | None = None,
        naming: str | None = None,
        wide: bool = False,
    ) -> tuple[Ballot, ...]:
        """Return the roll calls of one body on Ukraine, in order of time.

        Parameters
        ----------
        body : {"GA", "SC"}
        after, before : date, optional
            Days that are themselves left out.
        naming : str, optional
            Take also roll calls of which only some votes are known, if this state's is; by
            default they are left out.
        wide : bool
            Take also texts of which it may be doubted that they are on Ukraine.
        """
        calls = self.rollcalls.calls
        on_ukraine = self._wide if wide else self._ukraine
        chosen = self._whole & on_ukraine & (calls["body"] == body).to_numpy(dtype=bool)
        ballots = sorted((self._ballot(int(j)) for j in chosen.nonzero()[0]), key=lambda b: b.day)
        return tuple(
            b
            for b in ballots
            if (after is None or b.day > after)
            and (before is None or b.day < before)
            and (not b.partial or (naming is not None and b.records(naming)))
        )

    @property
    def holds_the_assembly(self) -> bool:
        """Whether the record holds the Assembly's roll calls on all matters, not Ukraine alone."""
        calls = self.rollcalls.calls
        return bool((~self._wide & (calls["body"] == "GA").to_numpy(dtype=bool)).any())

    def is_on_ukraine(self, ballot: Ballot) -> bool:
        """Whether a roll call is on Ukraine, beyond doubt."""
        return bool(self._ukraine[ballot.position])

    def whole_texts(self, body: str, year: int) -> RollCalls:
        """Return a body's roll calls of a year on texts as wholes, known in full."""
        calls = self.rollcalls.calls
        then = (calls["body"] == body) & (calls["date"].dt.year == year)
        return self.rollcalls.take(then.to_numpy(dtype=bool) & self._whole).whole()

    def earlier_times(self, ballot: Ballot) -> tuple[Ballot, ...]:
        """Return the earlier roll calls on the same recurring text, in order of time."""
        calls = self.rollcalls.calls
        chain = str(calls["recurring_text"].iloc[ballot.position])
        if not chain:
            return ()
        same = (calls["recurring_text"] == chain).to_numpy(dtype=bool) & self._whole
        found = (self._ballot(int(j)) for j in same.nonzero()[0])
        return tuple(sorted((b for b in found if b.day < ballot.day), key=lambda b: b.day))

    def rests_on(self, ballots: Sequence[Ballot]) -> str:
        """Say in words which roll calls were counted, and of how many the record is partial."""
        if 0 < len(ballots) <= 2:
            text = list_of([f"{b.symbol} of {b.day.isoformat()}" for b in ballots])
        else:
            text = self.rollcalls.take([b.position for b in ballots]).rests_on()
        partial = sum(b.partial for b in ballots)
        if partial:
            text += f", {partial} of them with the votes of some states only"
        return text

    def _ballot(self, position: int) -> Ballot:
        # Most claims ask for the same few roll calls.
        if position not in self._read:
            self._read[position] = self._count(position)
        return self._read[position]

    def _count(self, position: int) -> Ballot:
        call = self.rollcalls.calls.iloc[position]
        column = self.rollcalls.votes[:, position]
        votes = {
            str(s): Vote(int(v)) for s, v in zip(self.rollcalls.states.index, column, strict=True)
        }
        return Ballot(
            str(call["symbol"]),
            str(call["body"]),
            call["date"].date(),
            str(call["source"]),
            position,
            votes,
            bool(call["partial"]),
            str(call["outcome"]),
            _stated(call) if call["partial"] else None,
        )


def _stated(call: pd.Series) -> tuple[int, int, int] | None:
    """Return the stated yes, no and abstentions, or None if one is missing."""
    totals = [call[f"stated_{vote}"] for vote in ("yes", "no", "abstain")]
    if any(pd.isna(n) for n in totals):
        return None
    yes, no, abstain = map(int, totals)
    return yes, no, abstain


def fewer(a: Ballot, b: Ballot, vote: Vote) -> bool | None:
    """Say whether fewer states voted so on one ballot than on another.

    None if missing votes could decide it either way.
    """
    if a.most(vote) < b.count(vote):
        return True
    return False if a.count(vote) >= b.most(vote) else None


def voted(vote: Vote) -> str:
    """Say in words how a state voted.

    Examples
    --------
    >>> voted(Vote.ABSTAIN)
    'abstained'
    """
    return _VOTED[vote]


def states_in_words(codes: Iterable[str]) -> str:
    """Write a list of states with their names.

    Examples
    --------
    >>> states_in_words(["RUS", "USA"])
    'Russia and the United States'
    """
    return list_of([in_sentence(c) for c in codes])
