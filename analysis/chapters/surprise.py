"""How surprising each vote was, and the votes on the issue one by one: the end of the shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.chapters.span import shown_years
from analysis.figures.shift import surprise_figure
from analysis.prose.headlines import surprise_headline
from analysis.prose.sentences import votes_since
from analysis.prose.shift import fading_sentence
from analysis.record.codes import VOTE_NAMES
from analysis.record.issues import ISSUES
from analysis.record.reference import presidencies
from analysis.record.states import in_sentence, state_name
from analysis.rollcalls import RollCalls
from analysis.rollcalls.told import own_title, told
from analysis.shift.quantities import allies_by_year, group_in_words, group_names
from analysis.shift.surprise import modal_vote, surprise
from analysis.stamp import maker
from analysis.study import Study
from analysis.tables import shortened
from analysis.words import day_in_words, number_of

__all__ = ["Scores", "gather", "issue_texts", "most_surprising", "scores_over_time", "since"]

#: Votes scored before the first that has a rank, at most.
BURN_IN = 50
#: Votes listed, beside those of the first day.
TOP = 10
CAST = {1: "yes", 2: "abstain", 3: "no", 0: ""}


@dataclass(frozen=True, eq=False)
class Scores:
    """The votes of the state one by one.

    Attributes
    ----------
    study : Study
    assembly : RollCalls
    burn_in : int
        Votes that are scored but not ranked.
    scored : DataFrame
        From `analysis.shift.surprise.surprise`.
    texts : DataFrame
        Votes on the issue in both windows: ``date, symbol, title, own, rival, allies``.
    """

    study: Study
    assembly: RollCalls
    burn_in: int
    scored: pd.DataFrame
    texts: pd.DataFrame

    @property
    def name(self) -> str:
        """Name of the country as it stands in a sentence."""
        return in_sentence(self.study.country)

    @property
    def subject(self) -> str:
        """The issue in words."""
        return ISSUES.get(self.study.issue, self.study.issue)

    @property
    def group(self) -> str:
        """Who the allies are, as the head of a column."""
        return group_names(self.study)[1].removeprefix("the ")

    @property
    def first_day(self) -> pd.DataFrame:
        """Votes on the issue on the first day of voting on it since the event."""
        on_issue = self.scored["issues"].str.split().map(lambda codes: self.study.issue in codes)
        days = self.scored["date"].between(
            self.study.event.isoformat(), self.study.until.isoformat()
        )
        found = self.scored[on_issue & days]
        return found[found["date"] == found["date"].min()]

    @property
    def top(self) -> pd.DataFrame:
        """Votes with a rank, the most surprising first."""
        return self.scored.dropna(subset=["rank"]).sort_values("bits", ascending=False)

    @property
    def ranked(self) -> int:
        """Votes that have a rank."""
        return int(self.scored["rank"].notna().sum())

    @property
    def votes_since(self) -> str:
        """How the state voted on the issue since the event, in a sentence."""
        after = self.texts[self.texts["date"] >= pd.Timestamp(self.study.event)]
        rival = in_sentence(self.study.rival)
        return votes_since(after, self.name, rival, group_in_words(self.study))


def gather(study: Study, rollcalls: RollCalls) -> Scores:
    """Score the votes of the state, and list those on the issue."""
    assembly = rollcalls.select(body="GA", end=study.until)
    burn_in = min(BURN_IN, assembly.n_calls // 4)
    allies: dict[object, Sequence[str]] = dict(allies_by_year(study, assembly).items())
    event = study.event.isoformat()
    scored = surprise(assembly, study.country, study.rival, allies, event, burn_in)
    return Scores(study, assembly, burn_in, scored, _texts(study, assembly))


@maker
def scores_over_time(s: Scores) -> Picture:
    """Draw the surprise of every vote."""
    first_day = s.first_day
    first, last = shown_years(s.study, int(s.scored["date"].dt.year.max()))
    shown = s.scored[s.scored["date"].dt.year.between(first, last)]
    # The headline is on the most unexpected vote, so that it is named too.
    ahead = s.top[s.top.index.isin(shown.index)]
    named = pd.concat([first_day, ahead.head(1 if len(first_day) else 2)])
    named = named[named.index.isin(shown.index)].drop_duplicates("id")
    named = named.assign(
        label=[
            x or shortened(t, 30) or day_in_words(d)
            for x, t, d in zip(named["symbol"], named["title"], named["date"], strict=True)
        ]
    )
    return Picture(
        surprise_figure(
            shown,
            named,
            presidencies=presidencies() if s.study.country == "USA" else None,
        ),
        "fig-surprise",
        f"Surprise of {len(shown):,} votes of {s.name}, {first} to {last}, given only what came "
        f"before; of all {len(s.scored):,} the first {s.burn_in} are scored but not ranked. "
        f"{fading_sentence(float(s.scored['half_life'].iloc[0]))}, as chosen on votes before the "
        f"event. A score has no interval. Rests on {s.assembly.rests_on()}. Source: @tbl-sources.",
        alt="Dots of surprise over time. Named: "
        + "; ".join(f"{r.label}, 1 vote in {2**r.bits:,.0f}" for r in named.itertuples())
        + ".",
        headline=surprise_headline(
            s.name, float(shown["bits"].max()), int(shown.loc[shown["bits"].idxmax(), "date"].year)
        ),
        subtitle="How likely each vote was, given all votes before it; the higher, the less likely",
    )


@maker
def most_surprising(s: Scores) -> Table:
    """List the most surprising votes, and those of the first day."""
    rows = pd.concat([s.top.head(TOP), s.first_day]).drop_duplicates("id")
    rows = rows.sort_values("bits", ascending=False)
    rows = rows.assign(
        text=told(s.assembly, rows["id"].tolist(), 80),
        **{column: rows[column].map(CAST) for column in ("vote", "allies", "rival")},
        chance=(2 ** rows["bits"]).round().map("1 in {:,.0f}".format),
    )
    return Table(
        rows,
        "tbl-surprise",
        f"The most surprising votes of {s.name}, and those on the issue ({s.subject}) on the first "
        f"day of voting on it after the event. Rank among {s.ranked:,} votes; “{s.group}”: "
        "their most common vote, where any is known. Source: @tbl-sources.",
        supplement=True,
        columns={
            "rank": "rank",
            "date": "date",
            "text": "text",
            "vote": "vote",
            "allies": s.group,
            "rival": state_name(s.study.rival),
            "chance": "expected as",
        },
        widths=(0.7, 1.3, 4.5, 1, 1, 1, 0.9),
    )


@maker
def issue_texts(s: Scores) -> Table | Prose:
    """List the votes on the issue one by one, or say that there are none."""
    last = s.assembly.select(end=s.study.until).last
    span, rival = f"from {s.study.before} to {last:%Y-%m-%d}", s.study.rival
    if s.texts.empty:
        return Prose(f"The record holds no roll call on {s.subject} {span}.")
    return Table(
        s.texts,
        "tbl-issue",
        f"Votes {span} on the issue ({s.subject}): {s.name}, {in_sentence(rival)}, and the most "
        f"common vote of {group_in_words(s.study)}. n = "
        f"{number_of(len(s.texts), 'roll call')}. Counts, without intervals. Source: @tbl-sources.",
        columns={
            "date": "date",
            "symbol": "text",
            "title": "subject",
            "own": state_name(s.study.country),
            "rival": state_name(rival),
            "allies": s.group,
        },
        widths=(1.3, 1.7, 3.6, 1.1, 1, 1),
    )


@pieces
def since(s: Scores) -> Iterator[Prose]:
    """Say how the state voted on the issue since the event; nothing if none was voted on."""
    if len(s.texts):
        yield Prose(s.votes_since)


def _texts(study: Study, assembly: RollCalls) -> pd.DataFrame:
    part = assembly.select(start=study.before, end=study.until, issue=study.issue)
    group = allies_by_year(study, part)
    rows = []
    for j, call in enumerate(part.calls.itertuples()):
        here = [part.row(s) for s in group[call.date.year] if s in part.states.index]
        of_allies = int(modal_vote(part.votes[here][:, [j]])[0]) if here else 0
        rows.append(
            (
                call.date,
                call.symbol,
                shortened(own_title(call.title)),
                VOTE_NAMES[int(part.of(study.country)[j])],
                VOTE_NAMES[int(part.of(study.rival)[j])],
                VOTE_NAMES[of_allies] if of_allies else "",
            )
        )
    return pd.DataFrame(rows, columns=["date", "symbol", "title", "own", "rival", "allies"])
