"""Claims on the course of the United States: before, on and after 24 February 2025."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analysis.claims.assembly import EUROPEAN, silent
from analysis.claims.ballot import Ballot, Book, voted
from analysis.claims.ledger import CONFIRMED, PARTLY, REFUTED, Claim, judge
from analysis.record.codes import Vote, is_cast
from analysis.record.reference import members
from analysis.words import list_of, none_or, number_of, out_of, times

__all__ = [
    "against_the_allies",
    "departure",
    "first_time_with_russia",
    "kept_voting_no",
    "rarely_both_no",
]

#: What "rare" is taken to mean, since the reports do not say: fewer than one roll call in ten.
RARE = 0.10
#: Last full year before the vote: a record that ends earlier says nothing of "since 1946".
EVE = 2024
#: Where the votes of a ballot are not on record.
UNKNOWN = "unknown"
#: Adopted texts on Ukraine before that vote which a record may lack, with the month. What had
#: never been can be said only of the roll calls that are there.
ELSEWHERE = {"A/RES/78/316": "July 2024", "A/RES/79/184": "December 2024"}
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
    later = book.ukraine("GA", after=ballot.day, naming="USA")
    yes = sum(b.of("USA") == Vote.YES for b in earlier)
    noes = sum(b.of("USA") == Vote.NO for b in earlier)
    unknown = sum(b.of("USA") == Vote.NOT_RECORDED for b in earlier)
    never = False if noes else (None if unknown else True)
    # A statement on what had never been is refuted by one earlier case.
    verdict = judge(ballot.did("USA", Vote.NO) if never is None or never else False, never)
    later_yes = sum(b.of("USA") == Vote.YES for b in later)
    evidence = (
        f"From {earlier[0].day.isoformat()} to {earlier[-1].day.isoformat()} the United States "
        f"voted yes on {out_of(yes, len(earlier), 'roll call')} of the Assembly on Ukraine and no "
        f"on {none_or(noes)}. On ES-11/7 it {voted(ballot.of('USA'))}."
    )
    if later:
        evidence += f" Since then it has voted yes on {out_of(later_yes, len(later), 'roll call')}."
        evidence += "".join(
            f" On that of {b.day.isoformat()} it {voted(b.of('USA'))}; of this vote the record has "
            f"{number_of(b.named, 'state')} only, as the press names them."
            for b in later
            if b.partial
        )
    evidence += _lacking(book)
    numbers = {
        "earlier": len(earlier),
        "earlier_yes": yes,
        "earlier_no": noes,
        "later": len(later),
        "later_yes": later_yes,
    }
    rests_on = book.rests_on([*earlier, ballot, *later])
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
    known = all(b.records("USA", "RUS") for b in earlier)
    known_sc = bool(council) and all(b.records("USA", "RUS") for b in council)
    now = ballot.alike("USA", "RUS")
    # One earlier case refutes a first time; a vote that is not on record leaves it open.
    core: bool | None
    if alike or (ballot.records("USA", "RUS") and not now):
        core = False
    else:
        core = True if known and now else None
    verdict = judge(core, False if alike_sc else True if known_sc else None)
    evidence = (
        f"In the Assembly {ballot.pair_in_words('USA', 'RUS')} on ES-11/7; they had cast the same "
        f"vote on {out_of(len(alike), len(earlier), 'earlier roll call')} on Ukraine."
    )
    if council:
        where = f" ({list_of([b.symbol for b in alike_sc])})" if alike_sc else ""
        evidence += (
            " In the Security Council they had done so on "
            f"{out_of(len(alike_sc), len(council), 'earlier vote')} in this record{where}."
        )
    evidence += _lacking(book)
    numbers = {
        "assembly_earlier": len(earlier),
        "assembly_alike": len(alike),
        "council_earlier": len(council),
        "council_alike": len(alike_sc),
    }
    rests_on = book.rests_on([*earlier, *council, ballot])
    return Claim(key, statement, verdict, evidence, numbers, rests_on)


def rarely_both_no(book: Book) -> Claim:
    """Count how often both voted no, on all roll calls of the Assembly."""
    key = "rarely-both-no"
    statement = (
        "That the United States and Russia both vote no is rare in the Assembly: since 1946 it has "
        "happened on fewer than one roll call in ten."
    )
    assembly = book.rollcalls.select(body="GA").whole()
    other = assembly.take(~assembly.has_issue("ukraine"))
    if not {"USA", "RUS"} <= set(assembly.states.index) or not other.n_calls:
        return silent(
            key, statement, "This record holds only the Assembly's roll calls on Ukraine."
        )
    if other.first.year > 1946 or other.last.year < EVE:
        why = f"This record of the Assembly runs from {other.first.year} to {other.last.year} only."
        return silent(key, statement, why)
    usa, russia = assembly.of("USA"), assembly.of("RUS")
    cast = is_cast(usa) & is_cast(russia)
    both = cast & (usa == Vote.NO) & (russia == Vote.NO)
    in_2025 = (assembly.calls["date"].dt.year == 2025).to_numpy(dtype=bool)
    n, n_both, n_same = int(cast.sum()), int(both.sum()), int((cast & (usa == russia)).sum())
    n_no = int((cast & (usa == Vote.NO)).sum())
    n_2025, both_2025 = int((cast & in_2025).sum()), int((both & in_2025).sum())
    if not n:
        return silent(key, statement, "This record has no roll call on which both voted.")
    share = n_both / n
    evidence = (
        f"Both voted no on {out_of(n_both, n, 'roll call')} on which both voted ({share:.1%})"
    )
    if n_both:
        evidence += (
            f", which is {n_both / n_no:.1%} of the {n_no:,} on which the United States voted no"
        )
    evidence += f"; they cast the same vote, of any kind, on {none_or(n_same)} ({n_same / n:.1%}). "
    if n_2025:
        evidence += (
            f"In 2025 both voted no on {out_of(both_2025, n_2025, 'roll call')} "
            f"({both_2025 / n_2025:.1%})."
        )
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
    stances = [_stance(b) for b in earlier]
    opposed, with_them = stances.count("against"), stances.count("with")
    now = _stance(ballot)
    against = None if now == UNKNOWN else now == "against"
    # One earlier case refutes a first time; a vote that is not on record leaves it open.
    first = False if opposed else None if UNKNOWN in stances else True
    verdict = judge(False if first is False or against is False else first and against)
    evidence = (
        f"Of the {len(allies)} European members of NATO and the European Union, {none_or(yes)} "
        f"voted yes on ES-11/7; the United States {voted(ballot.of('USA'))}. On the "
        f"{number_of(len(earlier), 'earlier roll call')} on Ukraine it {times(opposed)} voted "
        f"against most of them, and voted as most of them did on {none_or(with_them)}."
    )
    evidence += _lacking(book)
    numbers = {
        "allies": len(allies),
        "allies_yes": yes,
        "earlier": len(earlier),
        "earlier_opposed": opposed,
        "earlier_with_them": with_them,
    }
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([*earlier, ballot]))


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
        f"{voted(b.of('USA'))}, and Russia {voted(b.of('RUS'))}"
        for b in known
    ]
    evidence = (
        f"The United States voted no on {out_of(noes, len(known), 'later roll call')}: "
        f"{'; '.join(how)}."
    )
    single = [b.symbol.removeprefix("A/RES/") for b in known if b.symbol in ONE_SOURCE]
    if single:
        evidence += f" The votes on {list_of(single)} rest on one source."
    numbers = {"later": len(known), "later_no": noes}
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on(known))


def _lacking(book: Book) -> str:
    """Name the adopted texts on Ukraine that the record lacks, with a space before; or nothing."""
    missing = [
        f"{symbol.removeprefix('A/RES/')} of {month}"
        for symbol, month in ELSEWHERE.items()
        if book.find(symbol) is None
    ]
    if not missing:
        return ""
    many = len(missing) > 1
    return (
        f" Not in this record, and so not counted: resolution{'s' if many else ''} "
        f"{list_of(missing)}."
    )


def _alike(ballots: tuple[Ballot, ...]) -> list[Ballot]:
    return [b for b in ballots if b.alike("USA", "RUS")]


def _european_allies(day: date | pd.Timestamp) -> tuple[str, ...]:
    """Return the members of NATO and the EU on a day, without the United States and Canada."""
    both = set(members("NATO", day)) | set(members("EU", day))
    return tuple(sorted(both - {"USA", "CAN"}))


def _stance(ballot: Ballot) -> str:
    """Say how the United States voted beside most European allies that cast a vote.

    Returns
    -------
    {"with", "against", "apart", "unknown"}
        "against" if most cast the opposite vote; an abstention is not the opposite of anything,
        so it stands "apart", as does an absence. "unknown" if the record lacks the vote of the
        United States or those of all allies.
    """
    opposite = {Vote.YES: Vote.NO, Vote.NO: Vote.YES}
    mine = ballot.of("USA")
    allies = _european_allies(ballot.day)
    if mine == Vote.NOT_RECORDED or not any(ballot.records(s) for s in allies):
        return UNKNOWN
    cast = [v for s in allies if Vote.YES <= (v := ballot.of(s)) <= Vote.NO]
    if Vote.YES <= mine <= Vote.NO and 2 * cast.count(mine) > len(cast):
        return "with"
    if mine in opposite and 2 * cast.count(opposite[mine]) > len(cast):
        return "against"
    return "apart"
