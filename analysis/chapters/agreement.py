"""Agreement, raw and corrected for chance: by year, before and after, and why the two can part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.agreement import (
    change_with_members,
    expected,
    joint_table,
    pair_series,
    with_group,
)
from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.chapters.span import enough, shown_span
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.figures.agreement import observed_expected_figure, two_indices_figure
from analysis.figures.style import COLOURS, decimal_year
from analysis.prose.agreement import agreement_abstract
from analysis.prose.headlines import AGREEMENT, agreement_headline, of_scope
from analysis.prose.sentences import bounds_sentence
from analysis.record.reference import members, presidencies
from analysis.record.states import in_sentence, state_name
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import (
    alliances_in_words,
    allies,
    dyadic_shifts,
    group_in_words,
    group_names,
    study_windows,
    with_allies,
)
from analysis.stamp import maker
from analysis.study import Study
from analysis.tables import minus
from analysis.words import day_in_words, upper_first

__all__ = [
    "Votes",
    "abstract",
    "bounds",
    "by_year",
    "changes",
    "expectation",
    "gather",
    "joint",
]


@dataclass(frozen=True, eq=False)
class Votes:
    """The votes of the chapter.

    Attributes
    ----------
    study : Study
    assembly, after : RollCalls
        Those of the Assembly; of these the window after the event.
    raw, kappa : dict of partner to Estimate
        Changes between the windows.
    end : date
        Last day of after: of the window, or of the record where it ends before that.
    """

    study: Study
    assembly: RollCalls
    after: RollCalls
    raw: dict[str, Estimate]
    kappa: dict[str, Estimate]
    end: date

    @property
    def name(self) -> str:
        """Name of the country as it stands in a sentence."""
        return in_sentence(self.study.country)

    @property
    def windows(self) -> RollCalls:
        """Return the roll calls of both windows."""
        before, since = study_windows(self.study)
        first, last = before.first, since.last
        return self.assembly.select(start=first, end=last)

    @property
    def compared(self) -> list[str]:
        """Three states that the indices are compared on."""
        chosen = (self.study.country, self.study.rival, self.study.friend)
        third = next(s for s in ("GBR", "FRA", "DEU", "ITA") if s not in chosen)
        return [self.study.rival, self.study.friend, third]


def gather(study: Study, rollcalls: RollCalls) -> Votes:
    """Gather the votes of the chapter, and estimate the changes.

    Raises
    ------
    UsageError
        As `analysis.shift.quantities.dyadic_shifts` does.
    """
    assembly = rollcalls.select(body="GA", end=study.until)
    since = study_windows(study)[1]
    first, last = since.first, since.last
    others = [study.rival, study.friend, "CHN", *members("G7", study.event), "UKR", "IND", "BRA"]
    partners = [p for p in dict.fromkeys(others) if p != study.country]
    shifts = dyadic_shifts(assembly, study, partners)
    raw, kappa = (
        {e.quantity.partner: e for e in shifts if e.quantity.measure == index}
        for index in ("ordinal", "kappa")
    )
    for index, held in (("ordinal", raw), ("kappa", kappa)):
        with suppress(UsageError):  # no ally has the index in both windows
            held["allies"] = with_allies(change_with_members, assembly, study, index)
    end = min(study.until, rollcalls.select(body="GA").last.date())
    return Votes(study, assembly, assembly.select(start=first, end=last), raw, kappa, end)


def abstract(v: Votes) -> Prose:
    """Say how agreement with the rival changed, by either index."""
    rival = v.study.rival
    both = {"raw agreement": v.raw.get(rival), "kappa": v.kappa.get(rival)}
    changed = {index: e for index, e in both.items() if e is not None}
    return Prose(agreement_abstract(changed, v.study, v.end.isoformat(), v.windows.rests_on()))


@maker
def by_year(v: Votes) -> Picture:
    """Draw agreement with the rival, the allies and the friend by year."""
    study = v.study
    options: dict[str, Any] = {"level": study.level}
    span = shown_span(study, v.assembly)
    recent = span.rollcalls
    rival, friend = state_name(study.rival), state_name(study.friend)
    whole = {
        rival: pair_series(recent, study.country, study.rival, **options),
        upper_first(group_in_words(study)): with_group(
            recent, study.country, allies(study), **options
        ),
        friend: pair_series(recent, study.country, study.friend, **options),
    }
    series = {label: frame[enough(frame["n"])] for label, frame in whole.items()}
    sparse = any(len(series[label]) < len(frame) for label, frame in whole.items())
    few = " Years of a pair with few votes in common are left out." if sparse else ""
    colours = (COLOURS["rival"], COLOURS["allies"], COLOURS["friend"])
    return Picture(
        two_indices_figure(
            series,
            dict(zip(series, colours, strict=False)),
            presidencies=presidencies() if study.country == "USA" else None,
            event=decimal_year(study.event),
        ),
        "fig-agreement",
        f"Agreement of {v.name} with {in_sentence(study.rival)}, with {alliances_in_words(study)} "
        f"(mean over the members on the day) and with {in_sentence(study.friend)}, by "
        f"year. Bands: {study.level:.0%} intervals, leaving out one day of voting "
        f"at a time, cut at the ends of the scale; none with fewer than five days. Broken line: "
        f"{day_in_words(study.event)}."
        f"{span.note}{few} Rests on {recent.rests_on()}. Source: @tbl-sources.",
        alt="Two panels of lines over years, raw agreement above and kappa below. Last values: "
        + "; ".join(f"{label}, {_last_values(frame)}" for label, frame in series.items())
        + ".",
        headline=agreement_headline(
            v.name,
            {
                group_in_words(study): v.raw.get("allies"),
                **{in_sentence(s): v.raw.get(s) for s in (study.rival, study.friend)},
            },
        ),
        subtitle=of_scope(f"{AGREEMENT}. Below, the same corrected for chance", v.assembly.scope),
    )


@maker
def changes(v: Votes) -> Table:
    """List the change in agreement with each partner."""
    before, since = study_windows(v.study)
    (b0, b1), a0 = (before.first, before.last), since.first
    group, short = group_names(v.study)
    gap = f"the gap ({short} minus {state_name(v.study.rival)})"
    names = {"allies": f"{group}, mean", "allies-rival": gap}

    def last(key: str) -> int:
        return [*names].index(key) if key in names else -1

    rows = pd.DataFrame(
        {
            "partner": names.get(key) or state_name(key),
            "raw": minus(v.raw[key].interval()) if key in v.raw else None,
            "kappa": minus(v.kappa[key].interval()) if key in v.kappa else None,
            "n": v.raw[key].n if key in v.raw else v.kappa[key].n,
        }
        for key in sorted(dict.fromkeys([*v.raw, *v.kappa]), key=last)
    )
    return Table(
        rows,
        "tbl-changes",
        f"Change in agreement of {v.name} with each partner, {b0} to {b1} against {a0} to "
        f"{v.end}, with {v.study.level:.0%} intervals. n counts roll calls on "
        f"which both voted. Rests on {v.windows.rests_on()}. Source: @tbl-sources.",
        columns={"partner": "with", "raw": "ordinal agreement", "kappa": "kappa", "n": "n"},
        note="No interval stands where a window has fewer than five days of voting, no number "
        "where an index is undefined.",
    )


@maker
def expectation(v: Votes) -> Picture:
    """Draw observed agreement beside what the shares of votes alone would give."""
    study = v.study
    span = shown_span(study, v.assembly, study.event.year - 12)
    recent = span.rollcalls
    frames = {state_name(p): expected(recent, study.country, p) for p in v.compared}
    colours = (COLOURS["rival"], COLOURS["friend"], COLOURS["allies"])
    return Picture(
        observed_expected_figure(frames, dict(zip(frames, colours, strict=True))),
        "fig-expected",
        f"Observed agreement of {v.name} with three states, and what the shares of yes, abstention "
        "and no alone would give (dashed), by year. Point values without intervals, which "
        f"@fig-agreement has.{span.note} Rests on {recent.rests_on()}. Source: @tbl-sources.",
        alt="Three panels; a solid line of observed agreement and a dashed line of expected "
        "agreement. Last year: "
        + "; ".join(
            f"{label}, observed {t['observed'].iloc[-1]:.2f}, expected {t['expected'].iloc[-1]:.2f}"
            for label, t in frames.items()
            if len(t)
        )
        + ".",
        headline=f"How much of {v.name}’s agreement its habits of voting would give".replace(
            "s’s", "s’"
        ),
        subtitle=of_scope(
            "Agreement with three states, and what the shares of Yes, abstention and No alone "
            "would give, by year",
            v.assembly.scope,
        ),
    )


@pieces
def bounds(v: Votes) -> Iterator[Table | Prose]:
    """List kappa with the bounds that the shares of votes set to it, and say where it lies."""
    study = v.study
    partners = [p for p in dict.fromkeys([*v.compared, "CHN"]) if p != study.country]
    rows = pd.concat(
        [
            expected(v.windows, study.country, p, by=[study.event]).assign(
                partner=state_name(p), window=["before", "after"]
            )
            for p in partners
        ]
    )
    rows["position"] = (rows["kappa"] - rows["lowest"]) / (rows["highest"] - rows["lowest"])
    yield Table(
        rows,
        "tbl-bounds",
        f"Kappa of {v.name} with {rows['partner'].nunique()} states, the bounds that the shares of "
        "votes set to it, and its position between them, before and after the event. Values "
        f"without intervals, which @tbl-changes has. Rests on {v.windows.rests_on()}. Source: "
        "@tbl-sources.",
        columns={
            "partner": "with",
            "window": "window",
            "observed": "observed",
            "expected": "expected",
            "kappa": "kappa",
            "lowest": "lower bound",
            "highest": "upper bound",
            "position": "position",
            "n": "n",
        },
    )
    ends = rows[rows["partner"] == state_name(study.rival)].set_index("window")
    said = bounds_sentence(ends.loc["before"], ends.loc["after"], in_sentence(study.rival))
    if said:
        yield Prose(said)


@maker
def joint(v: Votes) -> Table:
    """Count the votes of the country and of the rival on the same roll calls."""
    study = v.study
    before = study_windows(study)[0]
    first, eve = before.first, before.last
    windows = {"before": v.assembly.select(start=first, end=eve), "after": v.after}
    rows = [
        (label, str(vote), *row.tolist(), int(row.sum()))
        for label, part in windows.items()
        for vote, row in joint_table(part, study.country, study.rival).iterrows()
    ]
    return Table(
        pd.DataFrame(rows, columns=["window", "vote", "yes", "abstain", "no", "sum"]),
        "tbl-joint",
        f"Votes of {v.name} (rows) and of {in_sentence(study.rival)} (columns) on the same roll "
        f"calls, before and after the event. n = {sum(r[-1] for r in rows):,} roll calls on which "
        f"both voted, {first} to {v.after.last:%Y-%m-%d}. Counts, without intervals. Source: "
        "@tbl-sources.",
        columns={
            "window": "window",
            "vote": state_name(study.country),
            "yes": f"{state_name(study.rival)}: yes",
            "abstain": "abstain",
            "no": "no",
            "sum": "all",
        },
    )


def _last_values(frame: pd.DataFrame) -> str:
    held = frame.dropna(subset=["value"])
    return ", ".join(
        f"{index} {t['value'].iloc[-1]:.2f}" for index, t in held.groupby("index", sort=False)
    )
