"""What may happen in a simulated record, and the records in which it happens."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.record.codes import Vote
from analysis.record.facts import read_assembly_facts
from analysis.rollcalls import RollCalls
from analysis.rollcalls.days import Day, as_day
from analysis.simulate.agenda import draw_agenda, draw_dates, draw_flood
from analysis.simulate.further import draw_called, draw_ends
from analysis.simulate.positions import draw_theta
from analysis.simulate.simulated import SESSION_ZERO, Simulated, rollcalls_of
from analysis.simulate.votes import draw_votes, hurdle

__all__ = ["SCENARIOS", "large_record", "simulate"]

SCENARIOS: dict[str, str] = {
    "null": "nothing happens at the event",
    "realignment": "from the event on the country stands closer to the rival",
    "isolation": "from the event on the country stands further out, away from everybody",
    "agenda flood": "preferences stay; from the event on there are further roll calls on texts "
    "that all but the country support",
    "tide": "from the event on all states, country and rival among them, stand further to the "
    "rival's side",
    "newly called": "preferences stay; from the event on there are further roll calls on texts "
    "that nearly all support, called where the country opposes",
    "both ends": "preferences stay; from the event on there are further roll calls on texts "
    "that the country and the states at the rival's end oppose alike",
    "mass absence": "preferences stay; from the event on small states stay away from votes on "
    "which they stand close to a cutpoint",
    "new members": "preferences stay; some states join midway",
}
#: Those with further roll calls after the event, and the chance that these are drawn by.
FURTHER = {"agenda flood": "flood", "newly called": "called", "both ends": "ends"}
#: States of a small simulated Assembly, by the order in which they are taken into it.
LEADING = "USA RUS GBR FRA DEU CHN ISR CAN POL UKR IND BRA ZAF JPN ITA AUS IRN PRK"
#: Shares of the smaller states that stay away, and that join.
SMALL, JOINING = 0.4, 0.25


def simulate(
    scenario: str = "null",
    seed: int = 0,
    *,
    n_states: int = 60,
    years: int = 10,
    after: int = 1,
    calls_per_year: int = 60,
    event: Day = "2025-01-20",
    effect: float = 1.0,
    walk_sd: float = 0.05,
    recurring: float = 0.4,
    absent: float = 0.05,
    flood: int | None = None,
    jump: float = 0.0,
    linked: int | None = None,
    country: str = "USA",
    rival: str = "RUS",
) -> Simulated:
    """Simulate votes of real states with one thing happening, or nothing, at a date.

    With one seed all scenarios share states, texts, dates and chance, so that their records
    differ by what happens and by nothing else.

    Parameters
    ----------
    scenario : str
        ``"null"``; ``"realignment"``, the country's ideal point jumps towards the rival's;
        ``"isolation"``, it jumps outward, away from everybody; ``"tide"``, all ideal points move
        by `effect` in the rival's direction; ``"agenda flood"``, further
        roll calls after the event on which the country is nearly the only No; ``"newly
        called"``, further roll calls on texts that nearly all support and that the country votes
        against; ``"both ends"``, further ones that states far from the middle oppose; ``"mass
        absence"``, two fifths of the smaller states stay away with probability
        exp(−distance of βθ from the nearer cutpoint); ``"new members"``, a quarter of the
        smaller states join between the second year and the last.
    seed : int
    n_states : int
        From 4 to 193; the country and the rival are always in.
    years, after : int
        Calendar years in all, and of these from the event on. In the year of the event all
        roll calls are held on its day or later, so that each year has one ideal point.
    calls_per_year : int
    event : date
        Before 1 December.
    effect : float
        Size of the jump in standard deviations of all state-years; of no use where nobody
        moves.
    walk_sd : float
        Standard deviation of the random walk of every state from year to year.
    recurring : float
        Share of a year's roll calls whose texts come back every year.
    absent : float
        Probability that a state is absent, whatever the text.
    flood : int, optional
        Further roll calls in each year after the event where a scenario has some; default
        `calls_per_year`, since in 2025 their number doubled.
    jump : float
        What the country's ideal point changes by at the event besides, in whichever scenario:
        away from the rival, or towards it if negative.
    linked : int, optional
        How many of the texts that come back after the event are known to be those from before;
        by default all. The votes are the same.
    country, rival : str
        ISO3 codes of members of today.

    Returns
    -------
    Simulated

    Raises
    ------
    UsageError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> sim = simulate("realignment", seed=1, n_states=20, years=3, calls_per_year=30)
    >>> sim.rollcalls.n_calls, sim.theta.columns.tolist()
    (90, [2023, 2024, 2025])
    >>> sim.effect, bool(sim.theta.loc["USA", 2025] < sim.theta.loc["USA", 2024] - 0.8)
    (-1.0, True)
    """
    day = as_day(event, "event")
    _check(scenario, n_states, years, after, calls_per_year, effect, walk_sd, recurring, absent)
    if day.month == 12:
        raise UsageError(
            f"event is {day:%Y-%m-%d}", "simulate, event", "give a day before 1 December"
        )
    if flood is not None and flood < 1:
        raise UsageError(f"flood is {flood}", "simulate, flood", "give a number above 0")
    streams = _streams(seed)
    states = _states(n_states, country, rival)
    labels = list(range(day.year + after - years, day.year + after))
    theta = draw_theta(states, labels, day, country, rival, walk_sd, streams["theta"])
    affected: tuple[str, ...] = ()
    moved = 0.0
    if scenario in ("realignment", "isolation") or jump:
        away = np.sign(theta.loc[country].mean() - theta.loc[rival].mean())
        own_effect = {"isolation": effect, "realignment": -effect}.get(scenario, 0.0)
        moved = float(away * (own_effect + jump))
        theta.loc[country, day.year :] += moved
        affected = (country,)
    if scenario == "tide":
        away = np.sign(theta.loc[country].mean() - theta.loc[rival].mean())
        theta.loc[:, day.year :] -= away * effect
        moved, affected = moved - float(away * effect), tuple(states)

    if scenario in ("mass absence", "new members"):
        small = [s for s in states if s not in (*LEADING.split(), country, rival)]
        share = SMALL if scenario == "mass absence" else JOINING
        n = max(1, round(share * len(small)))
        affected = tuple(sorted(streams["small"].permutation(small)[:n].tolist()))
        if not affected:
            raise UsageError(
                f"no smaller state among {n_states}",
                scenario,
                f"use over {len(LEADING.split())} states",
            )
    if scenario == "new members":
        joined = streams["joining"].integers(labels[1], labels[-1] + 1, len(affected))
        for state, year in zip(affected, joined, strict=True):
            theta.loc[state, : int(year) - 1] = np.nan

    items, agenda = draw_agenda(labels, calls_per_year, recurring, streams["items"])
    agenda = draw_dates(agenda, day, streams["dates"])
    votes = draw_votes(theta, items, agenda, absent, streams["votes"])
    if scenario in FURTHER:
        # Drawn apart, so that the other roll calls are the same as without them.
        per_year = flood or calls_per_year
        extra, further, own = _further(
            scenario, theta, (country, rival), day, per_year, absent, streams
        )
        votes = np.hstack([votes, own])
        items, agenda = pd.concat([items, extra]), pd.concat([agenda, further], ignore_index=True)
        order = agenda["date"].argsort(kind="stable").to_numpy()
        votes, agenda = votes[:, order], agenda.iloc[order]
    if scenario == "mass absence":
        stays_away = hurdle(theta, items, agenda, day, affected)
        votes[streams["hurdle"].random(votes.shape) < stays_away] = Vote.ABSENT
    return Simulated(
        rollcalls_of(votes, states, items, agenda, day, linked),
        theta,
        items,
        agenda["item"].to_numpy(dtype=str),
        day.date(),
        moved,
        scenario,
        f"{SCENARIOS[scenario]} ({country}, {rival}, {day:%Y-%m-%d})",
        country,
        rival,
        affected,
        seed,
    )


def _further(
    scenario: str,
    theta: pd.DataFrame,
    ends: tuple[str, str],
    day: pd.Timestamp,
    per_year: int,
    absent: float,
    streams: dict[str, np.random.Generator],
) -> tuple[pd.DataFrame, pd.DataFrame, npt.NDArray[np.int8]]:
    """Return the texts, the dated agenda and the votes that a scenario adds after the event."""
    own = streams[FURTHER[scenario]]
    if scenario == "newly called":
        items, agenda, votes = draw_called(theta, ends[0], day.year, per_year, absent, own)
        dated = draw_dates(agenda.assign(at=np.arange(len(agenda))), day, own)
        return items, dated.drop(columns="at"), votes[:, dated["at"]]
    if scenario == "both ends":
        items, agenda = draw_ends(theta, ends, day.year, per_year, own)
    else:
        items, agenda = draw_flood(theta, ends[0], day.year, per_year, own)
    agenda = draw_dates(agenda, day, own)
    return items, agenda, draw_votes(theta, items, agenda, absent, own)


def large_record(n_votes: int = 10_000_000, seed: int = 0, n_states: int = 193) -> RollCalls:
    """Simulate a long record in which nothing happens, for timing.

    Eighty years, two fifths of the texts recurring, nobody absent.

    Parameters
    ----------
    n_votes : int
        Votes cast, at least; every year has equally many roll calls.
    seed : int
    n_states : int

    Raises
    ------
    UsageError
        If `n_votes` is not positive.

    Examples
    --------
    >>> large_record(5_000, n_states=30)
    <RollCalls: 240 roll calls, 30 states, 7,200 votes, 1946-04-14 to 2025-11-21>
    """
    if n_votes < 1:
        raise UsageError(f"n_votes is {n_votes}", "large_record", "give a number above 0")
    years = 80
    per_year = max(3, -(-n_votes // (n_states * years)))
    return simulate(
        "null",
        seed,
        n_states=n_states,
        years=years,
        calls_per_year=per_year,
        absent=0.0,
        walk_sd=0.05,
    ).rollcalls


def _check(
    scenario: str,
    n_states: int,
    years: int,
    after: int,
    calls_per_year: int,
    effect: float,
    walk_sd: float,
    recurring: float,
    absent: float,
) -> None:
    if scenario not in SCENARIOS:
        raise UsageError(
            f"unknown scenario {scenario!r}", "simulate, scenario", f"use {', '.join(SCENARIOS)}"
        )
    for name, value, low, high in (
        ("n_states", n_states, 4, 193),
        ("years", years, 2, 80),
        ("after", after, 1, years - 1),
        ("calls_per_year", calls_per_year, 2, 100_000),
        ("effect", effect, 0.0, 10.0),
        ("walk_sd", walk_sd, 0.0, 1.0),
        ("recurring", recurring, 0.0, 1.0),
        ("absent", absent, 0.0, 0.9),
    ):
        if not low <= value <= high:  # also NaN
            raise UsageError(
                f"{name} is {value}", f"simulate, {name}", f"give a number from {low} to {high}"
            )


def _streams(seed: int) -> dict[str, np.random.Generator]:
    """Give each part of the simulation chance of its own, so that scenarios can be compared."""
    names = (
        "theta",
        "items",
        "dates",
        "votes",
        "flood",
        "small",
        "joining",
        "hurdle",
        "called",
        "ends",
    )
    try:
        return {name: np.random.default_rng([seed, k]) for k, name in enumerate(names)}
    except (TypeError, ValueError):
        raise UsageError(
            f"seed is {seed!r}", "simulate, seed", "give a whole number from 0"
        ) from None


def _states(n: int, country: str, rival: str) -> list[str]:
    known = read_assembly_facts().states
    for name, state in (("country", country), ("rival", rival)):
        if state not in known:
            raise UsageError(f"unknown state {state!r}", name, "use an ISO3 code, such as USA")
    if country == rival:
        raise UsageError(
            f"country and rival are both {country}", "simulate, rival", "choose another"
        )
    # Others in an order that mixes the regions, the same for every seed.
    others = np.random.default_rng(SESSION_ZERO).permutation(known).tolist()
    return list(dict.fromkeys([country, rival, *LEADING.split(), *others]))[:n]
