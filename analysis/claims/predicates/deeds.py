"""What a state may do for the first time, and how its votes before are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.claims.arguments import States, Text
from analysis.claims.ballot import Ballot, Book, voted
from analysis.claims.predicates.allies import AGAINST, UNKNOWN, WITH, european_allies, stance
from analysis.record.codes import Vote
from analysis.words import list_of, none_or, number_of, out_of, times

__all__ = ["DEEDS", "Deed", "Scene", "Told", "never"]


@dataclass(frozen=True)
class Scene:
    """A roll call, those of the same body on Ukraine before it, and who is asked about."""

    book: Book
    text: Text
    ballot: Ballot
    earlier: Sequence[Ballot]
    states: States


@dataclass(frozen=True)
class Told:
    """The evidence, its numbers and roll calls, and what else the claim says."""

    evidence: str
    numbers: Mapping[str, Any]
    counted: Sequence[Ballot]
    details: tuple[bool | None, ...] = ()


@dataclass(frozen=True)
class Deed:
    """Something that a state does by a vote.

    Attributes
    ----------
    n_states : int
        How many states it is a deed of: the one that does it, and perhaps another.
    did : callable
        Takes a ballot and the states; None if the record does not say.
    tell : callable
        Takes a scene.
    """

    n_states: int
    did: Callable[[Ballot, States], bool | None]
    tell: Callable[[Scene], Told]


def never(deeds: Sequence[bool | None]) -> bool | None:
    """Say whether something was never done; one case refutes it, a gap leaves it open.

    Examples
    --------
    >>> never([False, False]), never([False, None]), never([None, True])
    (True, None, False)
    """
    return False if True in deeds else None if None in deeds else True


def _voted_no(ballot: Ballot, states: States) -> bool | None:
    return ballot.did(states[0], Vote.NO)


def _tell_no(scene: Scene) -> Told:
    earlier, ballot, state = scene.earlier, scene.ballot, scene.states[0]
    later = scene.book.ukraine("GA", after=ballot.day, naming=state)
    yes = sum(b.of(state) == Vote.YES for b in earlier)
    noes = sum(b.of(state) == Vote.NO for b in earlier)
    later_yes = sum(b.of(state) == Vote.YES for b in later)
    evidence = (
        f"From {earlier[0].day.isoformat()} to {earlier[-1].day.isoformat()} {state} "
        f"voted yes on {out_of(yes, len(earlier), 'roll call')} of the Assembly on Ukraine and no "
        f"on {none_or(noes)}. On {scene.text} it {voted(ballot.of(state))}."
    )
    if later:
        evidence += f" Since then it has voted yes on {out_of(later_yes, len(later), 'roll call')}."
        evidence += "".join(
            f" On that of {b.day.isoformat()} it {voted(b.of(state))}; of this vote the record has "
            f"{number_of(b.named, 'state')} only, as the press names them."
            for b in later
            if b.partial
        )
    numbers = {
        "earlier": len(earlier),
        "earlier_yes": yes,
        "earlier_no": noes,
        "later": len(later),
        "later_yes": later_yes,
    }
    return Told(evidence, numbers, [*earlier, ballot, *later])


def _voted_alike(ballot: Ballot, states: States) -> bool | None:
    return bool(ballot.alike(*states)) if ballot.records(*states) else None


def _tell_alike(scene: Scene) -> Told:
    earlier, ballot, states = scene.earlier, scene.ballot, scene.states
    council = scene.book.ukraine("SC", before=ballot.day)
    alike = [b for b in earlier if b.alike(*states)]
    alike_sc = [b for b in council if b.alike(*states)]
    evidence = (
        f"In the Assembly {ballot.pair_in_words(*states)} on {scene.text}; they had cast the "
        f"same vote on {out_of(len(alike), len(earlier), 'earlier roll call')} on Ukraine."
    )
    if council:
        where = f" ({list_of([b.symbol for b in alike_sc])})" if alike_sc else ""
        evidence += (
            " In the Security Council they had done so on "
            f"{out_of(len(alike_sc), len(council), 'earlier vote')} in this record{where}."
        )
    numbers = {
        "assembly_earlier": len(earlier),
        "assembly_alike": len(alike),
        "council_earlier": len(council),
        "council_alike": len(alike_sc),
    }
    before = never([_voted_alike(b, states) for b in council]) if council else None
    counted = [*earlier, *council, ballot]
    return Told(evidence, numbers, counted, (before,))


def _against_allies(ballot: Ballot, states: States) -> bool | None:
    found = stance(ballot, states[0])
    return None if found == UNKNOWN else found == AGAINST


def _tell_allies(scene: Scene) -> Told:
    earlier, ballot, state = scene.earlier, scene.ballot, scene.states[0]
    allies = european_allies(ballot.day)
    yes = sum(ballot.of(s) == Vote.YES for s in allies)
    stances = [stance(b, state) for b in earlier]
    opposed, with_them = stances.count(AGAINST), stances.count(WITH)
    evidence = (
        f"Of the {len(allies)} European members of NATO and the European Union, {none_or(yes)} "
        f"voted yes on {scene.text}; {state} {voted(ballot.of(state))}. On the "
        f"{number_of(len(earlier), 'earlier roll call')} on Ukraine it {times(opposed)} voted "
        f"against most of them, and voted as most of them did on {none_or(with_them)}."
    )
    numbers = {
        "allies": len(allies),
        "allies_yes": yes,
        "earlier": len(earlier),
        "earlier_opposed": opposed,
        "earlier_with_them": with_them,
    }
    return Told(evidence, numbers, [*earlier, ballot])


#: By the name that a claim gives.
DEEDS: Mapping[str, Deed] = {
    "voted no": Deed(1, _voted_no, _tell_no),
    "voted alike": Deed(2, _voted_alike, _tell_alike),
    "voted against its allies": Deed(1, _against_allies, _tell_allies),
}
