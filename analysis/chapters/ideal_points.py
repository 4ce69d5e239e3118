"""Ideal points: the fit by year, posterior estimates of the whole history, and those published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.chapters.span import enough, shown_years
from analysis.figures.idealpoints import position_figure, trajectory_figure
from analysis.figures.style import COLOURS, decimal_year
from analysis.idealpoints import compare
from analysis.idealpoints.derived import read_derived
from analysis.idealpoints.published import find_published
from analysis.idealpoints.results.points import IdealPointResults
from analysis.paths import cache_folder
from analysis.prose.headlines import line_of
from analysis.prose.ideal_points import (
    caution_sentences,
    change_sentences,
    draws_sentence,
    fit_abstract,
    published_sentences,
)
from analysis.record.reference import presidencies
from analysis.record.states import in_sentence, state_name
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.global_shift import global_shift, relative_shifts
from analysis.shift.judged import judged_model
from analysis.stamp import maker
from analysis.study import Study
from analysis.tables import minus
from analysis.words import day_in_words, upper_first

__all__ = [
    "Fit",
    "abstract",
    "as_published",
    "cautions",
    "gather",
    "in_draws",
    "points",
    "positions",
    "posterior",
    "trajectories",
]

#: States named on the line, beside those that are drawn over time.
NAMED = ("FRA", "DEU", "ARG", "HUN", "UKR", "IND", "BRA", "TUR", "PRK", "CUB", "IRN")


@dataclass(frozen=True, eq=False)
class Fit:
    """The fit of the chapter.

    Attributes
    ----------
    study : Study
    assembly : RollCalls
    results : IdealPointResults
        By year, cut at the windows of the study.
    params : DataFrame
        Its estimates; ``window`` is the period fitted, ``period`` its year.
    """

    study: Study
    assembly: RollCalls
    results: IdealPointResults
    params: pd.DataFrame

    @property
    def name(self) -> str:
        """Name of the country as it stands in a sentence."""
        return in_sentence(self.study.country)

    @property
    def votes(self) -> str:
        """Votes and items of the fit, in words."""
        ballots = self.results.ballots
        return f"{ballots.n_votes:,} votes on {len(ballots.items):,} items"

    @property
    def shown(self) -> dict[str, tuple[str, str]]:
        """States drawn over time, each with its name and its colour."""
        roles = {
            self.study.country: COLOURS["country"],
            self.study.rival: COLOURS["rival"],
            self.study.friend: COLOURS["friend"],
            "GBR": COLOURS["allies"],
            "CHN": COLOURS["other"],
        }
        return {state: (state_name(state), colour) for state, colour in roles.items()}

    @property
    def terms(self) -> pd.DataFrame | None:
        """Presidencies, for the state that has those at hand."""
        return presidencies() if self.study.country == "USA" else None

    @property
    def around(self) -> range:
        """Years about the event."""
        return range(self.study.event.year - 8, self.study.until.year + 1)


def gather(study: Study, rollcalls: RollCalls) -> Fit:
    """Fit ideal points to the votes of the Assembly."""
    assembly = rollcalls.select(body="GA")  # whole: the change is that of the chapter on shifts
    results = judged_model(assembly, study, cache_folder())
    params = results.params.assign(
        window=lambda t: t["period"], period=lambda t: t["period"].map(lambda w: w.year)
    )
    return Fit(study, assembly, results, params)


def cautions(fit: Fit) -> list[Prose]:
    """Say what must be known before the numbers are read."""
    return [Prose(s) for s in caution_sentences(fit.results.converged, fit.assembly.scope)]


def abstract(fit: Fit) -> Prose:
    """Say how far the state moved."""
    moved = global_shift(fit.results, fit.study)
    told = [moved, *relative_shifts(fit.results, fit.study, moved)]
    return Prose(fit_abstract(change_sentences(told), fit.votes))


@maker
def trajectories(fit: Fit) -> Picture:
    """Draw the ideal points of five states by year."""
    study = fit.study
    first, last = shown_years(study, int(fit.params["period"].max()))
    recent = fit.params[fit.params["period"].between(first, last)]
    return Picture(
        trajectory_figure(
            recent, fit.shown, presidencies=fit.terms, event=decimal_year(study.event)
        ),
        "fig-trajectories",
        f"Ideal points by year, with {study.level:.0%} Laplace intervals; grey: the middle 80% of "
        f"states; broken line: {day_in_words(study.event)}. Fast fit of @eq-model to "
        f"{fit.votes}. Rests on {fit.assembly.rests_on()}. Source: @tbl-sources.",
        alt="Lines of ideal points over years for five states, with the spread of all states "
        f"behind. Last values: {_last_values(fit, recent, 'theta')}.",
        headline=f"{upper_first(fit.name)} and others on {line_of(fit.assembly.scope)} since "
        f"{max(first, int(fit.params['period'].min()))}",
        subtitle="Where states stand (ideal points), by year; the grey band holds eight states in "
        "ten",
    )


@maker
def positions(fit: Fit) -> Picture:
    """Draw every state in the last period, in order."""
    # A year that a window of the study cuts has several periods; one of a few votes orders nobody.
    held = fit.params[[w.first <= fit.study.until for w in fit.params["window"]]]
    most = held.groupby("window")["n_votes"].max()
    latest = max(most.index[enough(most)])
    last = fit.params[fit.params["window"] == latest]
    named = fit.shown | {s: (state_name(s), "#444444") for s in NAMED if s not in fit.shown}
    ends = (
        ", ".join(state_name(s) for s in part["state"])
        for part in (last.nsmallest(3, "theta"), last.nlargest(3, "theta"))
    )
    return Picture(
        position_figure(last, named),
        "fig-positions",
        f"Every state in {_in_words(latest)}, in order of its ideal point, with "
        f"{fit.study.level:.0%} Laplace intervals; n = {len(last)} states that voted where others "
        f"differed, {int(last['n_votes'].sum()):,} votes. Source: @tbl-sources.",
        supplement=True,
        alt="All states in order of their ideal point; some are named. Lowest: "
        f"{next(ends)}; highest: {next(ends)}.",
        headline=f"{len(last)} states on {line_of(fit.assembly.scope)}, {_in_words(latest)}",
        subtitle="Every state in order of its ideal point, with its interval; some are named",
    )


@maker
def points(fit: Fit) -> Table:
    """List the ideal points of the country and the rival about the event."""
    country, rival = fit.study.country, fit.study.rival
    rows = fit.params[
        fit.params["state"].isin([country, rival]) & fit.params["period"].isin(fit.around)
    ]
    told = [
        minus(f"{a:.2f} [{b:.2f}, {c:.2f}]")
        for a, b, c in zip(rows["theta"], rows["low"], rows["high"], strict=True)
    ]
    wide = rows.assign(text=told).pivot(index="window", columns="state", values=["text", "n_votes"])
    text = wide["text"].reindex(columns=[country, rival])
    votes = wide["n_votes"].reindex(columns=[country, rival]).astype("Int64")
    return Table(
        pd.DataFrame(
            {
                "window": wide.index,
                "a": text[country],
                "n_a": votes[country],
                "b": text[rival],
                "n_b": votes[rival],
            }
        ),
        "tbl-points",
        f"Ideal points of {fit.name} and {in_sentence(rival)}, with {fit.study.level:.0%} "
        "intervals and the number of votes in the period. "
        f"Rests on {fit.assembly.rests_on()}. Source: @tbl-sources.",
        supplement=True,
        columns={
            "window": "period",
            "a": state_name(country),
            "n_a": "votes",
            "b": state_name(rival),
            "n_b": "votes ",
        },
        digits=0,
    )


@maker
def posterior(fit: Fit) -> Picture:
    """Draw the posterior estimates by calendar year that are shipped."""
    drawn = read_derived().astype({"period": int})
    drawn = drawn[drawn["period"] <= fit.study.until.year]
    return Picture(
        trajectory_figure(
            drawn.rename(columns={"mean": "theta", "q05": "low", "q95": "high"}),
            fit.shown,
            presidencies=fit.terms,
            event=decimal_year(fit.study.event),
        ),
        "fig-posterior",
        "Posterior means of ideal points by calendar year, with 90% posterior intervals; grey: the "
        f"middle 80% of states; broken line: {day_in_words(fit.study.event)}. n = {len(drawn):,} "
        "state-years, "
        f"{drawn['period'].min()} to {drawn['period'].max()}. Source: estimates of the whole "
        "history, shipped in data/derived.",
        alt="Lines of posterior ideal points over years for five states, with bands. Last values: "
        f"{_last_values(fit, drawn, 'mean')}.",
        headline=f"The Assembly’s main dividing line, {drawn['period'].min()} to "
        f"{drawn['period'].max()}",
        subtitle="Where states stand (posterior ideal points), by year; the grey band holds eight "
        "states in ten",
    )


def in_draws(fit: Fit) -> Prose:
    """Say what the posterior estimates are beside the change that is told, and how they mixed."""
    study, drawn = fit.study, read_derived().astype({"period": int})
    years = drawn["period"].between(study.before.year, study.until.year)
    own = drawn[(drawn["state"] == study.country) & years]
    if own.empty:
        return Prose(f"No posterior estimates of {fit.name} in these years are shipped.")
    return Prose(draws_sentence(float(own["r_hat"].max()), float(own["ess"].min())))


@pieces
def as_published(fit: Fit) -> Iterator[Prose | Table]:
    """Set the estimates beside those published, where a file of these is found."""
    published = find_published("year") if fit.assembly.scope == "history" else None
    if published is None:
        yield Prose("No file of published ideal points by year was compared with this record.")
        return
    country = fit.study.country
    theirs = published[published["state"] == country].set_index("period")
    ours = fit.params[fit.params["state"] == country].set_index("period")
    since = ours.index[ours.index.isin(fit.around)].intersection(theirs.index)
    yield Prose(published_sentences(compare(fit.params, published), fit.name))
    yield Table(
        pd.DataFrame(
            {
                "year": since,
                "ours": ours.loc[since, "theta"],
                "n_ours": ours.loc[since, "n_votes"],
                "theirs": theirs.loc[since, "theta"],
                "n_theirs": theirs.loc[since, "n_votes"],
            }
        ),
        "tbl-published",
        f"Ideal points of {fit.name}, here and as published by @bailey2017, with the number of "
        f"votes each rests on, {since.min()} to {since.max()}. Points without intervals. Sources: "
        "@tbl-sources and the published file.",
        columns={
            "year": "year",
            "ours": "here",
            "n_ours": "votes",
            "theirs": "published",
            "n_theirs": "votes ",
        },
        plain=["year"],
    )


def _in_words(window: object) -> str:
    """Write a period as a headline has it."""
    if isinstance(window, Window) and window.first and window.last:
        year = window.first.year
        if (window.first, window.last) == (date(year, 1, 1), date(year, 12, 31)):
            return str(year)
        return f"{day_in_words(window.first)} to {day_in_words(window.last)}"
    return str(window)


def _last_values(fit: Fit, table: pd.DataFrame, column: str) -> str:
    return ", ".join(
        f"{label} {table.loc[table['state'] == s, column].iloc[-1]:.2f}"
        for s, (label, _) in fit.shown.items()
        if (table["state"] == s).any()
    )
