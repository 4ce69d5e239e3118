"""Claims on the two texts that the General Assembly adopted on 24 February 2025."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.claims.ballot import (
    Ballot,
    Book,
    fewer,
    states_in_words,
    voted,
)
from analysis.claims.ledger import NOT_DECIDABLE, Claim, judge
from analysis.record.codes import Vote
from analysis.record.reference import members
from analysis.record.states import state_name
from analysis.words import list_of, none_or, number_of, out_of

__all__ = [
    "AMERICAN",
    "EUROPEAN",
    "abstentions",
    "american_abstention",
    "american_no",
    "chinese_abstention",
    "european_tally",
    "fallen_support",
    "iranian_no",
    "members_of_alliances",
    "silent",
    "ukrainian_yes",
]

#: The Ukrainian and European text, and the American one as amended.
EUROPEAN, AMERICAN = "A/RES/ES-11/7", "A/RES/ES-11/8"
#: Earlier texts on the war as a whole, with the months of their adoption.
EARLIER = {
    "A/RES/ES-11/1": "March 2022",
    "A/RES/ES-11/4": "October 2022",
    "A/RES/ES-11/6": "February 2023",
}


def silent(key: str, statement: str, why: str) -> Claim:
    """Return a claim that the record is silent on."""
    return Claim(key, statement, NOT_DECIDABLE, why, {}, "no roll call")


def european_tally(book: Book) -> Claim:
    """Check the tally of the Ukrainian and European text."""
    key = "european-text-tally"
    statement = (
        "On 24 February 2025 the General Assembly adopted the Ukrainian and European text on "
        "Ukraine, resolution ES-11/7, by 93 votes to 18, with 65 abstentions."
    )
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    verdict = judge(ballot.tally_is(93, 18, 65), ballot.two_thirds)
    evidence = f"Counted state by state: {ballot.in_words()}."
    return Claim(key, statement, verdict, evidence, _tally(ballot), book.rests_on([ballot]))


def american_no(book: Book) -> Claim:
    """Check with whom the United States voted no."""
    key = "american-no"
    statement = (
        "The United States voted against the Ukrainian and European text, as did Russia, Israel, "
        "North Korea, Sudan, Belarus, Hungary and 11 other states."
    )
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    named = ("RUS", "ISR", "PRK", "SDN", "BLR", "HUN")
    noes = ballot.who(Vote.NO)
    joined = [s for s in named if s in noes]
    others = [s for s in noes if s != "USA" and s not in named]
    verdict = judge(
        ballot.did("USA", Vote.NO),
        *(ballot.did(s, Vote.NO) for s in named),
        ballot.counts_are({Vote.NO: 1 + len(named) + 11}),
    )
    evidence = f"The United States {voted(ballot.of('USA'))}. "
    evidence += f"{out_of(len(joined), len(named), 'state').capitalize()} named voted no"
    if 0 < len(joined) < len(named):
        evidence += f" ({states_in_words(joined)})"
    if others:
        evidence += f", and so did {number_of(len(others), 'other')}: {states_in_words(others)}."
    else:
        evidence += ", and no other state did."
    evidence += ballot.gap
    numbers = {"noes": len(noes), "others": others, "united_states": voted(ballot.of("USA"))}
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def abstentions(book: Book) -> Claim:
    """Check the abstentions on the Ukrainian and European text."""
    key = "abstentions"
    statement = (
        "On the Ukrainian and European text 65 states abstained, more than on the text of "
        "February 2023."
    )
    ballot, before = book.find(EUROPEAN), book.find("A/RES/ES-11/6")
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    abstained, absent = ballot.count(Vote.ABSTAIN), ballot.count(Vote.ABSENT)
    more = None if before is None else fewer(before, ballot, Vote.ABSTAIN)
    evidence = (
        f"On ES-11/7, {none_or(abstained)} abstained and {none_or(absent)} did not vote: "
        f"{none_or(abstained + absent)} of the members voted neither yes nor no.{ballot.gap}"
    )
    numbers = {"abstained": abstained, "absent": absent}
    counted = [ballot]
    if before is not None:
        numbers |= {
            "abstained_2023": before.count(Vote.ABSTAIN),
            "absent_2023": before.count(Vote.ABSENT),
        }
        evidence += (
            f" On ES-11/6 of February 2023, {none_or(numbers['abstained_2023'])} abstained and "
            f"{none_or(numbers['absent_2023'])} did not vote.{before.gap}"
        )
        counted.insert(0, before)
    verdict = judge(ballot.counts_are({Vote.ABSTAIN: 65}), more)
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on(counted))


def chinese_abstention(book: Book) -> Claim:
    """Check China's vote."""
    key = "chinese-abstention"
    statement = (
        "China did not join Russia in voting against either text in the Assembly; it abstained."
    )
    ballots = [b for b in (book.find(EUROPEAN), book.find(AMERICAN)) if b is not None]
    if len(ballots) < 2:
        return silent(key, statement, "The roll calls on both texts are not in this record.")
    earlier = book.ukraine("GA", before=min(b.day for b in ballots))
    noes = sum(b.of("CHN") == Vote.NO for b in earlier)
    abstained = sum(b.of("CHN") == Vote.ABSTAIN for b in earlier)
    evidence = f"China {_course('CHN', ballots)}."
    if earlier:
        evidence += (
            f" On the {number_of(len(earlier), 'earlier roll call')} of the Assembly on Ukraine in "
            f"this record it voted no on {none_or(noes)} and abstained on {none_or(abstained)}."
        )
    numbers = {"earlier": len(earlier), "earlier_no": noes, "earlier_abstain": abstained}
    abstentions = [b.did("CHN", Vote.ABSTAIN) for b in ballots]
    return Claim(
        key,
        statement,
        judge(*abstentions),
        evidence,
        numbers,
        book.rests_on([*earlier, *ballots]),
    )


def iranian_no(book: Book) -> Claim:
    """Check a report that counted Iran among the Noes."""
    key = "iranian-no"
    statement = "Iran was among the states that voted with the United States against ES-11/7."
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    noes = ballot.count(Vote.NO)
    evidence = f"Iran {voted(ballot.of('IRN'))}. In all, {none_or(noes)} voted no."
    numbers = {"iran": voted(ballot.of("IRN")), "noes": noes}
    verdict = judge(ballot.did("IRN", Vote.NO))
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def american_abstention(book: Book) -> Claim:
    """Check the vote of the United States on its own text."""
    key = "american-abstention"
    statement = (
        "The United States abstained on its own text once the Assembly had amended it; the text "
        "was adopted as resolution ES-11/8 by 93 votes to 8, with 73 abstentions."
    )
    ballot = book.find(AMERICAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {AMERICAN} is not in this record.")
    verdict = judge(ballot.did("USA", Vote.ABSTAIN), ballot.tally_is(93, 8, 73), ballot.two_thirds)
    evidence = (
        f"The United States {voted(ballot.of('USA'))}; Russia {voted(ballot.of('RUS'))}. Counted "
        f"state by state: {ballot.in_words()}. The votes do not show whose text it was, nor that "
        "it had been amended."
    )
    numbers = _tally(ballot) | {"united_states": voted(ballot.of("USA"))}
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def ukrainian_yes(book: Book) -> Claim:
    """Check a report that Ukraine voted for the amended American text."""
    key = "ukrainian-yes"
    statement = "Ukraine voted for the American text as amended, resolution ES-11/8."
    ballot, other = book.find(AMERICAN), book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {AMERICAN} is not in this record.")
    evidence = f"Ukraine {_course('UKR', [ballot] if other is None else [ballot, other])}."
    numbers = {"ukraine": voted(ballot.of("UKR"))}
    verdict = judge(ballot.did("UKR", Vote.YES))
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on([ballot]))


def members_of_alliances(book: Book) -> Claim:
    """Check which members of the EU and NATO did not vote for the European text."""
    key = "members-of-alliances"
    statement = (
        "In the European Union only Hungary did not vote for ES-11/7, and in NATO only Hungary and "
        "the United States."
    )
    ballot = book.find(EUROPEAN)
    if ballot is None:
        return silent(key, statement, f"The roll call on {EUROPEAN} is not in this record.")
    parts: list[bool | None] = []
    sentences: list[str] = []
    numbers: dict[str, object] = {}
    for alliance, title, claimed in (
        ("EU", "the European Union", {"HUN"}),
        ("NATO", "NATO", {"HUN", "USA"}),
    ):
        all_members = members(alliance, ballot.day)
        by_name = sorted(all_members, key=state_name)
        rest = {s: ballot.of(s) for s in by_name if ballot.of(s) != Vote.YES}
        unknown = {s for s, v in rest.items() if v == Vote.NOT_RECORDED}
        # Missing votes decide only where what is known agrees with the claim.
        agrees = set(rest) - unknown <= claimed and claimed <= set(rest)
        parts.append(None if agrees and unknown else set(rest) == claimed)
        n, yes = len(all_members), len(all_members) - len(rest)
        how = list_of([f"{states_in_words([s])} ({voted(v)})" for s, v in rest.items()])
        text = f"Of the {n} members of {title}, {none_or(yes)} voted yes"
        sentences.append(f"{text}; the others: {how}." if rest else f"{text}.")
        numbers |= {f"{alliance}_members": n, f"{alliance}_yes": yes, f"{alliance}_rest": [*rest]}
    verdict = judge(*parts)
    return Claim(key, statement, verdict, " ".join(sentences), numbers, book.rests_on([ballot]))


def fallen_support(book: Book) -> Claim:
    """Compare the votes for the European text with those for earlier texts on the war."""
    key = "fallen-support"
    statement = (
        "Support fell: texts on the war had more than 140 votes in March 2022, October 2022 and "
        "February 2023, and ES-11/7 had 93."
    )
    ballot = book.find(EUROPEAN)
    earlier = {symbol: book.find(symbol) for symbol in EARLIER}
    found = [b for b in earlier.values() if b is not None]
    if ballot is None or not found:
        return silent(key, statement, "The roll calls to compare are not in this record.")
    yes = ballot.count(Vote.YES)
    fell = [fewer(ballot, b, Vote.YES) for b in found]
    verdict = judge(
        False if False in fell else None if None in fell else True,
        ballot.counts_are({Vote.YES: 93}),
        *(_more_than(140, b) for b in earlier.values()),
    )
    past = [f"{none_or(b.count(Vote.YES))} in {EARLIER[b.symbol]}" for b in found]
    last = found[-1]
    then = last.who(Vote.YES)
    now = {v: sum(ballot.of(s) == v for s in then) for v in Vote}
    others = book.ukraine("GA", after=found[0].day, before=ballot.day)
    low = min((*others, *found), key=lambda b: b.count(Vote.YES))
    evidence = f"Votes in favour: {list_of([*past, f'{none_or(yes)} on ES-11/7'])}."
    if then:
        evidence += (
            f" Of the {number_of(len(then), 'state')} that voted yes in {EARLIER[last.symbol]}, "
            f"{none_or(now[Vote.YES])} did so again, {none_or(now[Vote.ABSTAIN])} abstained, "
            f"{none_or(now[Vote.NO])} voted no and {none_or(now[Vote.ABSENT])} did not vote."
        )
    evidence += f"{ballot.gap} The texts differ"
    if low.count(Vote.YES) < yes:
        evidence += (
            f", and others on Ukraine in between had fewer votes in favour, down to "
            f"{none_or(low.count(Vote.YES))} on {low.symbol}"
        )
    evidence += "."
    numbers = {b.symbol: b.count(Vote.YES) for b in (*found, ballot)} | {
        "yes_again": now[Vote.YES],
        "yes_then_abstained": now[Vote.ABSTAIN],
        "yes_then_no": now[Vote.NO],
        "yes_then_absent": now[Vote.ABSENT],
        "lowest_in_between": low.count(Vote.YES),
        "lowest_symbol": low.symbol,
    }
    counted = [*found, *(b for b in others if b.symbol not in EARLIER), ballot]
    return Claim(key, statement, verdict, evidence, numbers, book.rests_on(counted))


def _course(state: str, ballots: Sequence[Ballot]) -> str:
    """Write how a state voted on one text after the other."""
    parts, before = [], None
    for ballot in ballots:
        on = f"on {ballot.symbol.removeprefix('A/RES/')}"
        vote = ballot.of(state)
        parts.append(on if vote == before else f"{voted(vote)} {on}")
        before = vote
    return list_of(parts)


def _more_than(n: int, ballot: Ballot | None) -> bool | None:
    """Say whether more than n voted yes; None if missing votes could decide it."""
    if ballot is None:
        return None
    return True if ballot.count(Vote.YES) > n else None if ballot.most(Vote.YES) > n else False


def _tally(ballot: Ballot) -> dict[str, object]:
    return {
        "yes": ballot.count(Vote.YES),
        "no": ballot.count(Vote.NO),
        "abstain": ballot.count(Vote.ABSTAIN),
        "absent": ballot.count(Vote.ABSENT),
        "unknown": ballot.unknown,
    }
