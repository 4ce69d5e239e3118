"""Claims on the course of the United States: before, on and after 24 February 2025."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analysis.claims.assembly import EUROPEAN, silent
from analysis.claims.ballot import Ballot, Book, list_of, number_of, voted
from analysis.claims.ledger import CONFIRMED, PARTLY, REFUTED, Claim, judge
from analysis.record.codes import Vote, is_cast
from analysis.record.reference import members

__all__ = [
    "against_the_allies",
    "departure",
    "first_time_with_russia",
    "kept_voting_no",
    "rarely_both_no",
]

#: What "rare" is taken to mean, since the reports do not say: fewer than one roll call in ten.
RARE = 0.10
#: Roll calls whose votes, state by state, come from one source only.
ONE_SOURCE = ("A/RES/80/223",)


def departure(book: Book) -> Claim:
    """Check whether the No departed from earlier votes of the United States."""
    key = "departure"
    statement = (
        "The No on ES-11/7 was a departure: since 2014 the United States had never voted against a "
        "text on Ukraine that the Assembly adopted."
    )
    ballot = book.find(EUROPEAN)
    earlier = () if ballot is None else book.ukraine("GA", before=ballot.day)
    if ballot is None or not earlier:
        return silent(key, statement, "This record has no earlier roll calls to compare with.")
    later = book.ukraine("GA", after=ballot.day)
    yes = sum(b.of("USA") == Vote.YES for b in earlier)
    noes = sum(b.of("USA") == Vote.NO for b in earlier)
    unknown = sum(b.of("USA") == Vote.NOT_RECORDED for b in earlier)
    never = False if noes else (None if unknown else True)
    # A statement on what had never been is refuted by one earlier case.
    verdict = judge(ballot.did("USA", Vote.NO) if never is None or never else False, never)
    later_yes = sum(b.of("USA") == Vote.YES for b in later)
    evidence = (
        f"From {earlier[0].day.isoformat()} to {earlier[-1].day.isoformat()} the United States "
        f"voted yes on {yes} of {number_of(len(earlier), 'roll call')} of the Assembly on Ukraine "
        f"and no on {noes}. On ES-11/7 it {voted(ballot.of('USA'))}."
    )
    if later:
        evidence += f" Since then it voted yes on {later_yes} of {len(later)}."
    if book.find("A/RES/79/184") is None:
        evidence += " Resolution 79/184 of December 2024 is not in this record."
    numbers = {
        "earlier": len(earlier),
        "earlier_yes": yes,
        "earlier_no": noes,
        "later": len(later),
        "later_yes": later_yes,
    }
    rests_on = book.rests_on([*earlier, ballot, *later], ("USA",))
    return Claim(key, statement, verdict, evidence, numbers, rests_on)


def first_time_with_russia(book: Book) -> Claim:
    """Check whether the United States and Russia had voted alike on Ukraine before."""
    key = "first-time-with-russia"
    statement = (
        "On 24 February 2025 the United States voted as Russia did on Ukraine for the first time."
    )
    ballot = book.find(EUROPEAN)
    earlier = () if ballot is None else book.ukraine("GA", before=ballot.day)
    if ballot is None or not earlier:
        return silent(key, statement, "This record has no earlier roll calls to compare with.")
    council = book.ukraine("SC", before=ballot.day)
    alike, alike_sc = _alike(earlier), _alike(council)
    core = False if alike else ballot.alike("USA", "RUS")
    verdict = judge(core, None if not council else not alike_sc)
    evidence = (
        f"In the Assembly both {_pair(ballot)} on ES-11/7; they had cast the same vote on "
        f"{len(alike)} of {number_of(len(earlier), 'earlier roll call')} on Ukraine."
    )
    if council:
        where = f" ({list_of([b.symbol for b in alike_sc])})" if alike_sc else ""
        evidence += (
            f" In the Security Council they had done so on {len(alike_sc)} of the "
            f"{len(council)} earlier votes in this record{where}."
        )
    numbers = {
        "assembly_earlier": len(earlier),
        "assembly_alike": len(alike),
        "council_earlier": len(council),
        "council_alike": len(alike_sc),
    }
    rests_on = book.rests_on([*earlier, *council, ballot], ("USA", "RUS"))
    return Claim(key, statement, verdict, evidence, numbers, rests_on)


def rarely_both_no(book: Book) -> Claim:
    """Count how often both voted no, on all roll calls of the Assembly."""
    key = "rarely-both-no"
    statement = (
        "That the United States and Russia both vote no is rare in the Assembly: since 1946 it has "
        "happened on fewer than one roll call in ten."
    )
    assembly = book.rollcalls.select(body="GA")
    other = assembly.take(~assembly.has_issue("ukraine"))
    if not {"USA", "RUS"} <= set(assembly.states.index) or not other.n_calls:
        return silent(
            key, statement, "This record holds only the Assembly's roll calls on Ukraine."
        )
    if other.first.year > 1946:
        why = f"This record of the Assembly begins in {other.first.year}."
        return silent(key, statement, why)
    usa, russia = assembly.of("USA"), assembly.of("RUS")
    cast = is_cast(usa) & is_cast(russia)
    both = cast & (usa == Vote.NO) & (russia == Vote.NO)
    in_2025 = (assembly.calls["date"].dt.year == 2025).to_numpy(dtype=bool)
    n, n_both, n_same = int(cast.sum()), int(both.sum()), int((cast & (usa == russia)).sum())
    n_no = int((cast & (usa == Vote.NO)).sum())
    n_2025, both_2025 = int((cast & in_2025).sum()), int((both & in_2025).sum())
    share = n_both / n
    evidence = (
        f"Both voted no on {n_both:,} of the {n:,} roll calls on which both voted ({share:.1%}), "
        f"which is {n_both / max(n_no, 1):.1%} of the {n_no:,} on which the United States voted "
        f"no; they cast the same vote, of any kind, on {n_same:,} ({n_same / n:.1%}). "
    )
    if n_2025:
        evidence += f"In 2025 both voted no on {both_2025} of {n_2025} ({both_2025 / n_2025:.1%})."
    numbers = {
        "roll_calls": n,
        "both_no": n_both,
        "share_both_no": round(share, 4),
        "same_vote": n_same,
        "american_noes": n_no,
        "roll_calls_2025": n_2025,
        "both_no_2025": both_2025,
    }
    verdict = judge(share < RARE)
    return Claim(key, statement, verdict, evidence.strip(), numbers, assembly.rests_on())


def against_the_allies(book: Book) -> Claim:
    """Check whether the United States had voted against its European allies before."""
    key = "against-the-allies"
    statement = (
        "For the first time on Ukraine the United States voted in the Assembly against its "
        "European allies."
    )
    ballot = book.find(EUROPEAN)
    earlier = () if ballot is None else book.ukraine("GA", before=ballot.day)
    if ballot is None or not earlier:
        return silent(key, statement, "This record has no earlier roll calls to compare with.")
    allies = _european_allies(ballot.day)
    yes = sum(ballot.of(s) == Vote.YES for s in allies)
    opposed = [b for b in earlier if _opposed(b)]
    with_them = sum(_opposed(b) is False for b in earlier)
    verdict = judge(False if opposed else _opposed(ballot))
    evidence = (
        f"Of the {len(allies)} European members of NATO and the European Union, {yes} voted yes on "
        f"ES-11/7; the United States {voted(ballot.of('USA'))}. On "
        f"{number_of(len(earlier), 'earlier roll call')} on Ukraine it voted against most of them "
        f"{number_of(len(opposed), 'time')} and as most of them did {number_of(with_them, 'time')}."
    )
    numbers = {
        "allies": len(allies),
        "allies_yes": yes,
        "earlier": len(earlier),
        "earlier_opposed": len(opposed),
        "earlier_with_them": with_them,
    }
    everyone = {"USA", *allies}
    return Claim(
        key, statement, verdict, evidence, numbers, book.rests_on([*earlier, ballot], everyone)
    )


def kept_voting_no(book: Book) -> Claim:
    """Check whether the No of February 2025 lasted."""
    key = "kept-voting-no"
    statement = (
        "For the rest of 2025 the United States kept voting against texts on Ukraine in the "
        "Assembly."
    )
    start = date(2025, 2, 24)
    later = [b for b in book.ukraine("GA", after=start) if b.day.year == 2025]
    known = [b for b in later if b.of("USA") != Vote.NOT_RECORDED]
    if not known:
        return silent(key, statement, "This record has no later roll calls on Ukraine in 2025.")
    noes = sum(b.of("USA") == Vote.NO for b in known)
    verdict = REFUTED if not noes else CONFIRMED if noes == len(known) else PARTLY
    how = [
        f"on {b.symbol.removeprefix('A/RES/')} of {b.day.isoformat()} it "
        f"{voted(b.of('USA'))} and Russia {voted(b.of('RUS'))}"
        for b in known
    ]
    evidence = (
        f"The United States voted no on {noes} of {number_of(len(known), 'later roll call')}: "
        f"{'; '.join(how)}."
    )
    single = [b.symbol.removeprefix("A/RES/") for b in known if b.symbol in ONE_SOURCE]
    if single:
        evidence += f" The votes on {list_of(single)} rest on one source."
    numbers = {"later": len(known), "later_no": noes}
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on(known, ("USA", "RUS")))


def _alike(ballots: tuple[Ballot, ...]) -> list[Ballot]:
    return [b for b in ballots if b.alike("USA", "RUS")]


def _pair(ballot: Ballot) -> str:
    """Say how the United States and Russia voted, after the word "both"."""
    if ballot.alike("USA", "RUS"):
        return voted(ballot.of("USA"))
    return (
        f"voted, the United States {ballot.of('USA').name.lower()} and "
        f"Russia {ballot.of('RUS').name.lower()},"
    )


def _european_allies(day: date | pd.Timestamp) -> tuple[str, ...]:
    """Return the members of NATO and the EU on a day, without the United States and Canada."""
    both = set(members("NATO", day)) | set(members("EU", day))
    return tuple(sorted(both - {"USA", "CAN"}))


def _opposed(ballot: Ballot) -> bool | None:
    """Say whether the United States voted the opposite of most European allies.

    None where it cast no vote. An abstention is not the opposite of anything.
    """
    opposite = {Vote.YES: Vote.NO, Vote.NO: Vote.YES}
    mine = ballot.of("USA")
    cast = [v for s in _european_allies(ballot.day) if Vote.YES <= (v := ballot.of(s)) <= Vote.NO]
    if not Vote.YES <= mine <= Vote.NO or not cast:
        return None
    return mine in opposite and 2 * cast.count(opposite[mine]) > len(cast)
