"""One state by itself: membership, position, neighbours, issues, and the votes that stand out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.agreement import pair_series
from analysis.chapters.fit import CLAIMED
from analysis.chapters.fit import in_council as sits
from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.chapters.span import enough, last_year, left_out_note, shown_span
from analysis.errors import UnshiftError
from analysis.figures.agreement import partners_figure
from analysis.figures.profile import issues_figure, neighbours_figure, participation_figure
from analysis.figures.style import COLOURS, decimal_year
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.derived import read_derived
from analysis.profile.alone import least_expected, most_alone
from analysis.profile.day import votes_of_the_day
from analysis.profile.issues import SHOWN_ISSUES, agreement_by_issue
from analysis.profile.neighbours import ends, neighbours
from analysis.profile.participation import last_years, participation, seats
from analysis.prose.headlines import (
    AGREEMENT,
    levels_headline,
    neighbours_headline,
    of_scope,
    participation_headline,
)
from analysis.prose.profile import (
    attendance_sentence,
    in_council_sentence,
    lone_years_sentence,
    neighbours_sentence,
    position_sentences,
    profile_abstract,
    seat_note,
    seats_sentence,
)
from analysis.record.codes import VOTE_NAMES, is_cast
from analysis.record.issues import ISSUES
from analysis.record.reference import PERMANENT, presidencies
from analysis.record.states import in_sentence, state_name
from analysis.rollcalls import RollCalls
from analysis.rollcalls.told import told
from analysis.study import Study
from analysis.words import day_in_words, listed, none_or, upper_first

__all__ = [
    "Votes",
    "abstract",
    "attendance",
    "by_issue",
    "gather",
    "in_council",
    "nearly_alone",
    "permanent_members",
    "position",
    "the_day",
    "unexpected",
    "who_votes_alike",
]

#: A permanent member stands beside the study's own company, to compare reports by.
THIRD = ("CHN", "USA", "RUS")
#: Rows of the tables of single votes.
TOP = 10
#: The texts of 24 February 2025, with what they were.
TEXTS = {
    "A/RES/ES-11/7": "Assembly: the Ukrainian and European text",
    "A/RES/ES-11/8": "Assembly: the American text, as amended",
    "S/RES/2774(2025)": "Council: the American text",
}
KINDS = ("yes", "abstain", "no", "absent")


@dataclass(frozen=True, eq=False)
class Votes:
    """The votes of the chapter.

    Attributes
    ----------
    study : Study
    rollcalls, assembly, present : RollCalls
        All; those of the Assembly; of these the state's last three years.
    years, order, alone : DataFrame
        From `participation`, `neighbours` and `most_alone` of `analysis.profile`.
    """

    study: Study
    rollcalls: RollCalls
    assembly: RollCalls
    present: RollCalls
    years: pd.DataFrame
    order: pd.DataFrame
    alone: pd.DataFrame

    @property
    def country(self) -> str:
        """Code of the state."""
        return self.study.country

    @property
    def name(self) -> str:
        """Its name as it stands in a sentence."""
        return in_sentence(self.study.country)

    @property
    def terms(self) -> pd.DataFrame | None:
        """Presidencies, for the state that has those at hand."""
        return presidencies() if self.country == "USA" else None

    @property
    def options(self) -> dict[str, Any]:
        """What intervals are made with."""
        return {"level": self.study.level}


def gather(study: Study, rollcalls: RollCalls) -> Votes:
    """Gather the votes of the chapter.

    Raises
    ------
    UsageError
        If the country is not in the record.
    """
    rollcalls = rollcalls.select(end=study.until)
    assembly = rollcalls.select(body="GA")
    present = last_years(assembly, study.country)
    return Votes(
        study,
        rollcalls,
        assembly,
        present,
        participation(assembly, study.country),
        neighbours(present, study.country, level=study.level, draws=study.draws, seed=study.seed),
        most_alone(assembly, study.country),
    )


def abstract(v: Votes) -> Prose:
    """Say what the state's votes look like as a whole."""
    near, far = ends(v.order)
    span = f"{v.present.first.year} to {v.present.last.year}" if v.present.n_calls else "no year"
    return Prose(
        profile_abstract(
            v.country,
            [
                seats_sentence(seats(v.assembly, v.country), v.country, v.assembly.last),
                seat_note(v.country),
                attendance_sentence(v.years, v.country),
            ],
            span,
            neighbours_sentence(near, far, v.country, 2, caution=False),
            int((v.alone["with"] == 0).sum()),
            v.rollcalls.scope,
        )
    )


@pieces
def attendance(v: Votes) -> Iterator[Picture | Table]:
    """Draw and list how often the state voted; nothing if it was a member on no roll call."""
    years = v.years[v.years["year"] <= v.study.until.year]
    held = years[years["roll_calls"] > 0]
    if held.empty:
        return
    by_year = {int(y): int(n) for y, n in zip(held["year"], held["roll_calls"], strict=True)}
    shown = held.tail(10)
    # The table has the few votes of a last year that is cut; the figure would blow them up.
    held = held[held["year"] <= last_year(by_year)]
    end = held.iloc[-1]
    above = ", with the presidencies above" if v.terms is not None else ""
    yield Picture(
        participation_figure(held, v.terms),
        "fig-participation",
        f"How {v.name} appears on the roll calls of the General Assembly. Above: roll calls a year "
        "held while it was a member; below: shares of yes, abstention, no and absence"
        f"{above}. n = {int(held['roll_calls'].sum()):,} roll calls, {int(held['year'].min())} to "
        f"{int(held['year'].max())}. Complete counts of the record, so without intervals; a year "
        f"with few roll calls says little.{left_out_note(by_year)} Source: @tbl-sources.",
        alt="Bars of roll calls by year above; below, stacked shares by year. In "
        f"{int(end['year'])}: "
        + ", ".join(f"{kind} {end[kind] / end['roll_calls']:.0%}" for kind in KINDS)
        + ".",
        headline=participation_headline(
            v.name, int(end["year"]), {kind: int(end[kind]) for kind in KINDS}
        ),
        subtitle=of_scope(
            "Roll calls of the General Assembly, and the shares of Yes, abstention, No and "
            "absence, by year",
            v.rollcalls.scope,
        ),
    )
    yield Table(
        shown.assign(attended=100 * shown["attended"], abstained=100 * shown["abstained"]),
        "tbl-participation",
        f"Votes of {v.name} in the last ten years in which it was a member. Attendance is the "
        "share of roll calls on which it cast a vote; abstention is the share of the votes cast. "
        f"Complete counts, without intervals. n = {int(shown['roll_calls'].sum()):,} roll calls, "
        f"{int(shown['year'].min())} to {int(shown['year'].max())}. Source: @tbl-sources.",
        supplement=True,
        columns={
            "year": "year",
            "roll_calls": "roll calls",
            **{kind: kind for kind in KINDS},
            "attended": "attendance, %",
            "abstained": "abstention, %",
        },
        digits=0,
        plain=["year"],
    )


@pieces
def position(v: Votes) -> Iterator[Prose]:
    """Say where the state stands by year, or that no estimates of it are shipped."""
    drawn = read_derived().astype({"period": int})
    drawn = drawn[drawn["period"] <= v.study.until.year]
    own = drawn[drawn["state"] == v.country]
    # A year of a few votes says where its prior stands.
    own = own[enough(own["n_votes"])]
    if own.empty:
        yield Prose(f"No posterior estimates of {v.name} are shipped.")
        return
    yield Prose(position_sentences(own, drawn))


@pieces
def who_votes_alike(v: Votes) -> Iterator[Picture | Prose]:
    """Draw and name the nearest and the farthest states."""
    near, far = ends(v.order)
    if len(near) and len(far):
        held = pd.concat([near["low"], far["low"]]).notna()
        banded = (
            f", with {v.study.level:.0%} intervals, leaving out one day of voting at a time"
            if held.any()
            else "; without intervals, since there are fewer than five days of voting"
        )
        if held.any() and not held.all():
            banded += ", and none where two states never differed"
        yield Picture(
            neighbours_figure(near, far, {s: state_name(s) for s in v.order["state"]}),
            "fig-neighbours",
            f"The states whose votes agree most and least with those of {v.name}{banded}. n = "
            f"{v.present.n_calls:,} roll calls of the General Assembly, {v.present.first:%Y-%m-%d} "
            f"to {v.present.last:%Y-%m-%d}; states that share fewer than half of its votes are "
            "left out. Source: @tbl-sources.",
            alt="Two lists of states with dots and intervals. Most alike: "
            f"{_values(near)}. Least alike: {_values(far.iloc[::-1])}.",
            headline=neighbours_headline(
                v.name,
                [in_sentence(s) for s in near["state"]],
                [in_sentence(s) for s in far["state"].iloc[::-1]],
            ),
            subtitle=of_scope(AGREEMENT, v.rollcalls.scope),
        )
    yield Prose(neighbours_sentence(near, far, v.country))


@pieces
def permanent_members(v: Votes) -> Iterator[Picture]:
    """Draw agreement with the permanent members by year; nothing if it met none of them."""
    if v.country in PERMANENT:
        return  # @fig-pairs draws the same, beside the Council
    others = [s for s in PERMANENT if s in v.assembly.states.index]
    span = shown_span(v.study, v.assembly)
    recent = span.rollcalls
    series = {state_name(s): pair_series(recent, v.country, s, **v.options) for s in others}
    met = {name: t for name, t in series.items() if t["value"].notna().any()}
    if not met:
        return
    raw = {name: t[t["index"] == "ordinal"] for name, t in met.items()}
    latest = {name: float(t["value"].dropna().iloc[-1]) for name, t in raw.items()}
    event = v.study.event
    yield Picture(
        partners_figure(
            met, event=decimal_year(event) if pd.Timestamp(event) <= recent.last else None
        ),
        "fig-permanent",
        f"Agreement of {v.name} with the permanent members of the Security Council, in the General "
        f"Assembly, by year: raw agreement. Bands: {v.study.level:.0%} "
        "intervals, leaving out one day at a time; none with fewer than five days. Broken line: "
        f"{day_in_words(event)}. n, roll calls on which both voted: "
        + ", ".join(f"{name} {int(t['n'].sum()):,}" for name, t in raw.items())
        + f"; {recent.first:%Y} to {recent.last:%Y}.{span.note} Source: @tbl-sources.",
        supplement=True,
        alt="Small panels, one for each permanent member, with a line for agreement. In the last "
        "year: "
        + ", ".join(f"{name} {t['value'].dropna().iloc[-1]:.2f}" for name, t in raw.items())
        + ".",
        headline=levels_headline(
            v.name, {in_sentence(s): latest[state_name(s)] for s in others if state_name(s) in met}
        ),
        subtitle=of_scope(f"{AGREEMENT}. Broken line: {day_in_words(event)}", v.rollcalls.scope),
    )


@pieces
def by_issue(v: Votes) -> Iterator[Picture | Prose]:
    """Draw agreement issue by issue, or say that there is none to draw."""
    hues = _company(v.study)
    poles = list(hues)
    table = agreement_by_issue(v.assembly, v.country, poles, **v.options)
    if table.empty:
        yield Prose(f"The record holds no vote of {v.name} with these states on any of the issues.")
        return
    counts = table.groupby(["issue", "partner"])["n"].sum().groupby("issue").max()
    yield Picture(
        issues_figure(
            table,
            {s: (state_name(s), hue) for s, hue in hues.items()},
            {i: ISSUES[i] for i in SHOWN_ISSUES},
        ),
        "fig-issues",
        f"Ordinal agreement of {v.name} with {listed([in_sentence(s) for s in poles])} on "
        f"{table['issue'].nunique()} issues, in spans of five years (single years on Ukraine and "
        f"in short records). Bars: {v.study.level:.0%} intervals, leaving out one day at "
        "a time; a point without one rests on fewer than five days of voting. n, roll calls on "
        "which both voted: "
        + ", ".join(f"{ISSUES[i]} {counts[i]:,}" for i in SHOWN_ISSUES if i in counts)
        + f"; {v.assembly.first:%Y} to {v.assembly.last:%Y}. Issues are coded by hand by the "
        "record's publisher, later ones by rule. Source: @tbl-sources.",
        alt="Small panels, one an issue. Latest values: "
        + "; ".join(
            f"{ISSUES[str(i)]}, "
            + ", ".join(
                f"{state_name(str(p))} {t['value'].iloc[-1]:.2f}"
                for p, t in part.groupby("partner", sort=False)
            )
            for i, part in table.groupby("issue", sort=False)
        )
        + ".",
        headline=f"{upper_first(v.name)} and {listed([in_sentence(s) for s in poles])}, issue by "
        "issue",
        subtitle=of_scope(AGREEMENT, v.rollcalls.scope),
    )


def _company(study: Study) -> dict[str, str]:
    """Return rival, friend and a further permanent member, each with the colour of its part."""
    own = (study.country, study.rival, study.friend)
    third = next((s for s in THIRD if s not in own), "")
    parts = ((study.rival, "rival"), (study.friend, "friend"), (third, "other"))
    return {s: COLOURS[part] for s, part in parts if s and s != study.country}


@pieces
def nearly_alone(v: Votes) -> Iterator[Table | Prose]:
    """List the votes that the fewest others cast likewise; nothing if it cast no vote."""
    if v.alone.empty:
        return
    top, lone = v.alone.head(TOP), v.alone.loc[v.alone["with"] == 0, "date"]
    yield Table(
        _told(top, v.assembly).assign(
            others=[f"{w} of {c - 1}" for w, c in zip(top["with"], top["cast"], strict=True)]
        ),
        "tbl-alone",
        f"The votes of {v.name} that the fewest other states cast likewise, the latest first among "
        f"equals; {none_or(len(lone))} {'was' if len(lone) == 1 else 'were'} cast by it alone. "
        f"n = {len(v.alone):,} votes of the state, "
        f"{v.alone['date'].min():%Y-%m-%d} to {v.alone['date'].max():%Y-%m-%d}. Counts, without "
        "intervals. Source: @tbl-sources.",
        supplement=True,
        columns={"date": "date", "text": "text", "vote": "vote", "others": "others alike"},
        widths=(1.2, 5.4, 0.9, 1.2),
    )
    by_year = {int(y): int(n) for y, n in lone.dt.year.value_counts().items()}
    yield Prose(lone_years_sentence(v.country, by_year, TOP))


@pieces
def unexpected(v: Votes) -> Iterator[Table | Prose]:
    """List the votes that the state's position made least probable, or say why there is none."""
    try:
        odd = least_expected(IdealPoints(v.assembly).fit(), v.assembly, v.country)
    except UnshiftError as error:
        yield Prose(f"No vote of {v.name} could be set against a position: {error.finding}.")
        return
    if odd.empty:
        return
    top = odd.head(TOP)
    yield Table(
        _told(top, v.assembly).assign(p=["<0.001" if p < 0.001 else f"{p:.3f}" for p in top["p"]]),
        "tbl-unexpected",
        f"The votes of {v.name} that its position made least probable. p: fitted probability of "
        f"the vote cast; the fit has no interval for it. n = {len(odd):,} votes that divided the "
        f"members, {odd['date'].min():%Y-%m-%d} to {odd['date'].max():%Y-%m-%d}; "
        f"{float((odd['p'] < 0.05).mean()):.1%} of them have p below 0.05. Source: @tbl-sources.",
        columns={"date": "date", "text": "text", "vote": "vote", "p": "p"},
        widths=(1.2, 5.4, 0.9, 0.8),
    )


@pieces
def the_day(v: Votes) -> Iterator[Table | Prose]:
    """List how the state voted on the texts of 24 February 2025; nothing outside the window."""
    if not v.study.event <= CLAIMED <= v.study.until:
        return
    day = votes_of_the_day(v.rollcalls, v.country, list(TEXTS), VOTE_NAMES)
    if day.empty:
        yield Prose("The record does not reach to the votes of 24 February 2025.")
        return
    yield Table(
        day.assign(subject=day["symbol"].map(TEXTS)),
        "tbl-day",
        f"Votes of {v.name} on the texts of 24 February 2025, with the tally of all members "
        f"(yes–no–abstentions) and the number of others that voted the same. n = {len(day)} roll "
        "calls. Counts, without intervals. Source: @tbl-sources.",
        supplement=True,
        columns={
            "symbol": "text",
            "subject": "subject",
            "vote": "vote",
            "same": "alike",
            "tally": "tally",
        },
        widths=(1.7, 3.4, 1.2, 1.1, 1.2),
    )


@pieces
def in_council(v: Votes) -> Iterator[Prose]:
    """Say how many votes the state cast in the Security Council, where a chapter tells of them."""
    if not sits(v.study, v.rollcalls):
        return
    council = v.rollcalls.select(body="SC")
    cast = is_cast(council.of(v.country))
    drawn = council.select(issue="ukraine").n_calls > 0
    yield Prose(in_council_sentence(v.country, int(cast.sum()), drawn))


def _values(part: pd.DataFrame) -> str:
    return ", ".join(f"{state_name(str(r.state))} {r.value:.2f}" for r in part.itertuples())


def _told(votes: pd.DataFrame, rollcalls: RollCalls) -> pd.DataFrame:
    """Write the text and the vote of some roll calls in words."""
    return votes.assign(
        text=told(rollcalls, votes["id"].tolist()), vote=votes["vote"].map(VOTE_NAMES)
    )
