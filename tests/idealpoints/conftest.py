"""Simulated records, and the input of the published estimates rebuilt from public files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
import pandas as pd
import pytest

from analysis.idealpoints import IdealPoints, read_published
from analysis.paths import data_search_path
from analysis.rollcalls import RollCalls

from .reference import Design
from .twins import WALK

PUBLISHED = "published/IdealpointestimatesAll_Apr2020.csv"
#: Names in the record where the published file has another.
NAMES = {
    "Eswatini": "Swaziland",
    "Federal Republic of Germany": "German Federal Republic",
    "North Macedonia": "Macedonia",
}


@dataclass
class Simulated:
    rollcalls: RollCalls
    theta: np.ndarray  # states x periods, mean 0, sd 1
    beta: np.ndarray
    gamma: np.ndarray


def simulate(
    n_states: int = 60,
    n_periods: int = 6,
    per_period: int = 40,
    seed: int = 0,
    step: float = 0.2,
    recurring: float = 0.5,
    absent: float = 0.1,
) -> Simulated:
    """Votes from the model itself; a share of the texts comes back every period."""
    rng = np.random.default_rng(seed)
    walk = np.cumsum(step * rng.normal(size=(n_states, n_periods)), axis=1)
    theta = rng.normal(size=(n_states, 1)) + walk
    theta[0] += 2.0
    theta = (theta - theta.mean()) / theta.std()
    linked = int(recurring * per_period)
    fresh = per_period - linked
    item = np.concatenate(
        [np.r_[np.arange(linked), linked + fresh * t + np.arange(fresh)] for t in range(n_periods)]
    )
    beta = rng.normal(size=item.max() + 1)
    gamma = np.sort(rng.normal(size=(beta.size, 2)), axis=1) + [-0.2, 0.2]
    period = np.repeat(np.arange(n_periods), per_period)
    z = beta[item] * theta[:, period] + rng.normal(size=(n_states, item.size))
    votes = 1 + (z > gamma[item, 0]).astype(np.int8) + (z > gamma[item, 1]).astype(np.int8)
    votes[rng.random(votes.shape) < absent] = 8
    days = [f"{2000 + t}-10-{1 + k % 28:02d}" for t in range(n_periods) for k in range(per_period)]
    rollcalls = RollCalls.from_votes(
        votes,
        states=[f"S{i:02d}" for i in range(n_states)],
        dates=days,
        recurring_text=[f"text-{j}" if j < linked else "" for j in item],
    )
    return Simulated(rollcalls, theta, beta, gamma)


@pytest.fixture(scope="module")
def one_thread():
    """Compiled loops over small records are faster without company."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


@pytest.fixture(scope="session")
def simulated() -> Simulated:
    return simulate()


def find(name: str) -> Path:
    for folder in data_search_path():
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"{name} is in no folder of the data search path")


@pytest.fixture(scope="session")
def published() -> pd.DataFrame:
    """Published points by session; the state is the country number, as it is unique."""
    points = read_published(find(PUBLISHED))
    return points.assign(state=points["ccode"].astype(str))


@pytest.fixture(scope="session")
def published_input(published: pd.DataFrame) -> RollCalls:
    """What the authors fitted, read without the suite's readers.

    After 1989 without paragraphs and amendments, without session 19, Zanzibar, and South
    Africa in session 48; recurring texts are chains of matches, named by the smallest rcid.
    """
    calls = pd.read_csv(find("unvotes/roll_calls.csv.gz"), parse_dates=["date"])
    calls = calls.drop_duplicates("rcid").set_index("rcid").sort_index()
    late = calls["date"].dt.year > 1989
    part = (calls["para"] == 1) | (calls["amend"] == 1)
    calls = calls[~(late & part) & (calls["session"] != 19)]
    number = published.drop_duplicates("name").set_index("name")["ccode"]
    long = pd.read_csv(find("unvotes/unvotes.csv.gz"), keep_default_na=False)
    long["ccode"] = long["country"].replace(NAMES).map(number)
    long = long[long["ccode"].notna() & long["rcid"].isin(calls.index)]
    session = long["rcid"].map(calls["session"])
    long = long[~((long["ccode"] == 560) & (session == 48))]
    long["code"] = long["vote"].map({"yes": 1, "abstain": 2, "no": 3})
    wide = long.pivot(index="ccode", columns="rcid", values="code").fillna(0).astype(np.int8)
    calls = calls.loc[wide.columns]
    matches = pd.read_csv(find("published/Matches.csv"))
    before = dict(zip(matches["rcid2"], matches["rcid1"], strict=True))

    def first(rcid: int) -> int:
        while rcid in before:
            rcid = before[rcid]
        return rcid

    repeated = set(matches["rcid1"]) | set(matches["rcid2"])
    return RollCalls.from_votes(
        wide.to_numpy(),
        states=[str(int(c)) for c in wide.index],
        dates=list(calls["date"]),
        id=[str(r) for r in wide.columns],
        session=calls["session"].astype(str).to_numpy(),
        recurring_text=[str(first(r)) if r in repeated else "" for r in wide.columns],
    )


@pytest.fixture(scope="session")
def tiny() -> IdealPoints:
    """All kinds of items, a linked text, a gap, and a state with one period."""
    votes = [
        [1, 1, 3, 1, 2, 3, 1],
        [1, 2, 3, 3, 8, 8, 2],
        [3, 2, 2, 2, 1, 3, 2],
        [3, 3, 1, 3, 2, 1, 1],
        [2, 8, 8, 8, 8, 8, 8],
    ]
    rc = RollCalls.from_votes(
        votes,
        states=["USA", "GBR", "RUS", "PRK", "ZZZ"],
        dates=[
            f"{y}-10-{d:02d}"
            for y, d in zip([2000] * 3 + [2001] * 3 + [2002], range(1, 8), strict=True)
        ],
        recurring_text=["t", "", "", "", "", "", "t"],
    )
    return IdealPoints(rc)


@pytest.fixture(scope="session")
def records():
    """Six small records with gaps and linked items, and points near those they came from."""
    rng = np.random.default_rng(8)
    out = []
    for exact in Design(7, (0.0, 1.0, 4.0, 5.0), alone=3, linked=2, walk=WALK).exact(6, seed=8):
        theta = 1.1 * exact.theta + 0.1 + 0.2 * rng.normal(size=exact.theta.size)
        beta = exact.beta + 0.1 * rng.normal(size=exact.beta.size)
        out.append((exact.ballots, theta, beta, exact.g1 - 0.1, exact.g2 + 0.2))
    return out
