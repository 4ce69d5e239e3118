"""Checks of lesson 6, your own report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from analysis.course.exercise import Exercise, Verdict, digest, matches, number, passed, try_again
from analysis.course.lessons.lesson_5 import WORDS
from analysis.course.lessons.shipped import yearly_agreement, years_within
from analysis.estimate import Estimate
from analysis.idealpoints.derived import read_derived, shift_in_draws
from analysis.prose.sentences import direction
from analysis.record.codes import is_cast
from analysis.rollcalls.load import load_rollcalls
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.quantities import dyadic_shifts
from analysis.study import Study

__all__ = ["EXAMPLE", "EXERCISES", "FIRST_YEAR", "example_changes"]

#: The study that the lesson works through.
EXAMPLE = Study(
    country="HUN",
    rival="RUS",
    friend="USA",
    event=date(2025, 1, 20),
    before=date(2022, 2, 24),
    until=date(2025, 12, 31),
    record="embedded",
)
#: First year of the trend against which a step is measured.
FIRST_YEAR = 1992


@lru_cache(maxsize=1)
def example_changes() -> dict[str, Estimate]:
    """Return the changes of the worked example, by the names of exercise 6.4."""
    study = EXAMPLE
    years_after = years_within(study.event, study.until)
    votes = load_rollcalls("embedded").select(body="GA", issue=study.issue)
    steps = {
        name: interrupted(
            yearly_agreement(study.country, other, index, first=FIRST_YEAR, last=years_after[-1]),
            study.event,
        )
        for name, other, index in (
            ("raw", study.rival, "ordinal"),
            ("kappa", study.rival, "kappa"),
            ("raw with USA", study.friend, "ordinal"),
        )
    }
    moved = shift_in_draws(
        read_derived("draws"),
        study.country,
        years_within(study.before, study.event - timedelta(days=1)),
        years_after,
        points=read_derived(),
    )
    issue = dyadic_shifts(votes, study, [study.rival], ["ordinal"])[0]
    return {"issue": issue, **steps, "ideal point": moved}


# -- 6.1 -----------------------------------------------------------------------------------------
def _study(study: object) -> Verdict:
    if not isinstance(study, Study):
        return try_again("Build it with Study(...); the suite checks it as it is made.")
    if (study.country, study.rival) == ("USA", "ARG"):
        return try_again(
            "country is the state whose votes are asked about, rival the one it is compared with."
        )
    if study.country != "ARG" or study.rival != "USA":
        return try_again("Set country and rival to the two states in the question, as ISO3 codes.")
    if study.event == date(2023, 11, 19):
        return try_again(
            "That is the election. Votes are cast on the instructions of the government in "
            "office: which day is the first on which they could differ?"
        )
    if study.event != date(2023, 12, 10):
        return try_again("event is the first day of the time after; the question names it.")
    if study.before != date(2019, 12, 10):
        return try_again(
            "before is the first day of the comparison. The question asks for the whole term of "
            "the president before."
        )
    if study.until == Study.until:
        return try_again(
            "until is still the default, which belongs to another study. Say which day is the "
            "last you look at."
        )
    if study.until != date(2025, 12, 31):
        return try_again("until is the last day of the time after; the question names it.")
    if study.record != "embedded":
        return try_again("The question asks for the record that every machine has.")
    return passed("Right: a study that somebody else can run to the day.")


# -- 6.2 -----------------------------------------------------------------------------------------
def _counts(n_before: object, n_after: object) -> Verdict:
    votes = load_rollcalls("embedded").select(body="GA")
    held, common = [], []
    for first, last in (("2022-02-24", "2025-01-19"), ("2025-01-20", "2025-12-31")):
        part = votes.select(start=first, end=last)
        held.append(part.n_calls)
        common.append(int((is_cast(part.of("SRB")) & is_cast(part.of("RUS"))).sum()))
    given = [number(n_before), number(n_after)]
    if given == common:
        return passed("Right: an absence is neither an abstention nor a vote.")
    if given == held:
        return try_again(
            "You count the roll calls that were held. A comparison of two states rests on those "
            "on which both voted: look for an absence."
        )
    if given == common[::-1] or given == held[::-1]:
        return try_again("You have before and after the wrong way round.")
    if given[1] == 1:
        return try_again("Count those on which both voted, not those on which they voted alike.")
    return try_again(
        "Cut the record at the two days, and count in each part the roll calls on which both cast "
        "yes, abstain or no."
    )


# -- 6.3 -----------------------------------------------------------------------------------------
QUANTITIES = ("global", "issue", "dyadic")
#: The answers, hashed with the letter of the question.
ASKED = {
    "a": "ba437cc500108f77",
    "b": "c546cf29c9df46bc",
    "c": "794909f999f78aec",
    "d": "ebd0aa7d8da26466",
}


def _quantity(quantity: object) -> Verdict:
    if not isinstance(quantity, Mapping) or set(quantity) != set(ASKED):
        return try_again("Give a dictionary with the keys 'a', 'b', 'c' and 'd'.")
    given = {k: str(v).strip().casefold() for k, v in quantity.items()}
    for word in given.values():
        if word not in QUANTITIES:
            return try_again(f"{word!r} is none of the three: {', '.join(QUANTITIES)}.")
    wrong = [k for k, word in given.items() if not matches(f"6.3 {k} {word}", ASKED[k])]
    if not wrong:
        return passed("Right: each question has its own number, and none stands for another.")
    first = given[wrong[0]]
    if first == "global":
        return try_again(
            f"Question ({wrong[0]}) names another state or a subject. The global shift knows "
            "neither: it is where the state stands on all roll calls."
        )
    if first == "issue":
        return try_again(f"Question ({wrong[0]}) is not confined to one subject.")
    return try_again(
        f"Question ({wrong[0]}): ask whether it is about a pair of states on whatever was put to "
        "the vote, or about something else."
    )


# -- 6.4 -----------------------------------------------------------------------------------------
def _reading(reading: object) -> Verdict:
    found = example_changes()
    if not isinstance(reading, Mapping) or set(reading) != set(found):
        return try_again(f"Give a dictionary with the keys {', '.join(map(repr, found))}.")
    given = {k: str(v).strip().casefold() for k, v in reading.items()}
    for word in given.values():
        if word not in WORDS.values():
            return try_again(f"{word!r} is none of the three: {', '.join(WORDS.values())}.")
    right = {k: WORDS[direction(e)] for k, e in found.items()}
    if given == right:
        return passed("Right. Now ask of each that is established whether it is unusual.")
    if given["issue"] != right["issue"]:
        return try_again(
            "One row has no interval: too few days of voting. What does a point estimate "
            "establish by itself?"
        )
    by_sign = {k: "rose" if e.estimate > 0 else "fell" for k, e in found.items()}
    wrong = [k for k in found if given[k] != right[k]]
    if all(given[k] == by_sign[k] for k in wrong):
        return try_again("A point estimate is not a finding: does the interval hold zero?")
    if any(given[k] == "not established" for k in wrong):
        return try_again(
            "One interval lies on one side of zero, if only just. Read its ends to the third "
            "decimal."
        )
    return try_again("Mind the sign: a change is after minus before.")


# -- 6.5 -----------------------------------------------------------------------------------------
LETTERS = "ABCDEFGHI"
#: What is wrong with a sentence, by the hash of its letter; the others claim what they may.
FAULTS: dict[str, str] = {
    "7f7f6e10720e9d9c": (
        "lets one measure stand for the rest, and does not ask how many others changed as much"
    ),
    "82d110db488f7172": "takes an interval that holds zero for proof that nothing changed",
    "9cc0b14dd958c3c6": "names a cause, which no comparison of before and after can",
    "979ff893a6a9d269": "takes a p-value for the chance that nothing happened",
    "29547c20803a1036": "goes from one vote to what a state wants",
}


def _overclaims(overclaims: object) -> Verdict:
    if not isinstance(overclaims, Iterable):
        return try_again("Give the letters as a set, such as {'A', 'B'}.")
    given = {str(x).strip().upper() for x in overclaims} - {"", ","}
    if not given <= set(LETTERS):
        return try_again(f"The sentences have the letters {LETTERS[0]} to {LETTERS[-1]}.")
    bad = {x for x in LETTERS if digest(f"6.5 {x}") in FAULTS}
    if given == bad:
        return passed("Right. The others state a count, or a number with what it rests on.")
    missed = [FAULTS[digest(f"6.5 {x}")] for x in sorted(bad - given)]
    if missed:
        one = "It" if len(missed) == 1 else "One of them"
        return try_again(f"{len(missed)} more to find. {one} {missed[0]}.")
    spared = len(given - bad)
    claims = "claims no more than it" if spared == 1 else "claim no more than they"
    return try_again(
        f"{spared} of yours {claims} may: a count of votes, or a number with its interval and what "
        "it is compared with, is not an over-claim."
    )


EXERCISES: dict[str, Exercise] = {
    e.key: e
    for e in (
        Exercise("6.1", _study),
        Exercise("6.2", _counts),
        Exercise("6.3", _quantity),
        Exercise("6.4", _reading),
        Exercise("6.5", _overclaims),
    )
}
