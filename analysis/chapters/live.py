"""What a reader of the page can open and choose: the votes behind a count, any other state.

Both are data for the page's scripts, and computed from what page one is counted from: a list of
roll calls is handed on only if it is as long as the count it stands behind.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.agreement import common_vote
from analysis.agreement.group import member_votes
from analysis.chapters.answer import YEARS, Answer
from analysis.chapters.pieces import Live
from analysis.errors import UnshiftError
from analysis.figures.style import decimal_year
from analysis.idealpoints.derived import read_derived
from analysis.prose.answer import most_of
from analysis.record.codes import Vote, is_cast
from analysis.record.states import in_sentence, state_name
from analysis.rollcalls import RollCalls
from analysis.rollcalls.told import own_title
from analysis.shift.counted.divided_texts import divided_flags
from analysis.shift.counted.frame import TREATMENTS, Counted, counted
from analysis.shift.counted.levels import vote_flags
from analysis.shift.quantities import allies
from analysis.study import WINDOWS, Study
from analysis.words import day_in_words, upper_first

__all__ = ["agreement_with_any", "positions_of_any", "votes_behind"]

Flags = Mapping[str, npt.NDArray[np.bool_]]

#: How a vote is written in the data; the page has the words.
SIGNS = {Vote.YES: "Y", Vote.ABSTAIN: "A", Vote.NO: "N"}
#: What is counted, and the words for the roll calls behind it.
COUNTED = {
    "levels.cast": "{state} voted",
    "levels.no": "{state} voted No",
    "levels.yes": "{state} voted Yes",
    "levels.abstain": "{state} abstained",
    "levels.alone_no": "{state} alone voted No",
    "levels.absent": "{state} cast no vote",
    "divided.voted": "{Most} and {rival} voted differently, and {state} voted",
    "divided.allies": "Divided texts: {state} voted as {most}",
    "divided.rival": "Divided texts: {state} voted as {rival}",
    "divided.neither": "Divided texts: {state} voted as neither",
    "divided.absent": "Divided texts: {state} cast no vote",
}
#: The same of texts by how they were treated the last time.
TREATED = {
    "vote": "Voted on the last time",
    "without a vote": "Adopted without a vote the last time",
    "never seen": "Not seen before",
}


def votes_behind(answer: Answer, rollcalls: RollCalls, at: str = "tbl-answer") -> tuple[Live, ...]:
    """List the roll calls behind each count of page one.

    Parameters
    ----------
    answer : Answer
    rollcalls : RollCalls
    at : str
        Label of the table that the lists are offered under.

    Returns
    -------
    tuple of Live
        One, or none if no list is what page one counts. ``heads`` names the three voters,
        ``calls`` are ``[date, symbol, title, votes, tally]`` in order of date, with a sign of
        `SIGNS` or "-" for the state, most of its allies and the rival; ``lists`` have ``name``,
        ``title``, ``window`` (its label) and ``calls``, places in the former.
    """
    study = answer.study
    if answer.missing is not None:  # counted from sums, without single votes
        return ()
    try:
        frame = counted(rollcalls, study)
        flags = _flags(frame)
    except UnshiftError:
        return ()
    most = most_of(answer.group)
    words = {"state": answer.name, "rival": answer.rival, "most": most, "Most": upper_first(most)}
    inside = np.flatnonzero(np.any([frame.mask(key) for key in WINDOWS], axis=0))
    place = np.full(frame.rollcalls.n_calls, -1)
    place[inside] = np.arange(len(inside))
    lists = []
    for key in WINDOWS:
        for name, (title, flag) in flags.items():
            held = np.flatnonzero(flag & frame.mask(key))
            if len(held) and _count(answer, name, key) == len(held):
                lists.append(
                    {
                        "name": f"{name}.{key}",
                        "title": _capital(title.format(**words)),
                        "window": answer.labels[key],
                        "calls": place[held].tolist(),
                    }
                )
    if not lists:
        return ()
    values = {
        "heads": [state_name(study.country), most, state_name(study.rival)],
        "calls": _calls(frame, inside),
        "lists": lists,
    }
    return (Live("calls", at, values),)


def agreement_with_any(
    answer: Answer, rollcalls: RollCalls, at: str = "fig-answer"
) -> tuple[Live, ...]:
    """Count by year on how many texts the state voted as each other state did.

    Parameters
    ----------
    answer : Answer
    rollcalls : RollCalls
    at : str
        Label of the figure that the chart stands for.

    Returns
    -------
    tuple of Live
        One, or none if page one has no levels. ``series`` have ``code, name, first`` (year),
        ``n`` (whole texts on which both voted, by year) and ``k`` (those on which they voted
        alike), or for the allies ``v``, the mean of their shares; ``chosen`` are those drawn
        first, ``years`` how many years are.
    """
    study = answer.study
    if answer.years.empty:
        return ()
    # Single votes tell of every state; the sums that are shipped, of some.
    series = _from_table(answer) if answer.missing is not None else _from_votes(answer, rollcalls)
    series.sort(key=lambda s: (s["code"] != "allies", s["name"]))
    drawn = ("allies", study.rival, study.friend, "CHN")
    here = {s["code"] for s in series}
    values = {
        "state": in_sentence(study.country),
        "title": f"Share of texts on which {answer.name} voted as each did, by year",
        "unit": "share",
        "domain": [0, 1],
        "heads": ["with", "same vote", "texts"],
        "hint": "Hollow dots: fewer than 20 texts on which both voted.",
        "last": answer.last,
        "years": YEARS,
        "all": False,
        "headline": answer.headline,
        "event_at": round(decimal_year(study.event), 3),
        "event_words": day_in_words(study.event),
        "chosen": [code for code in dict.fromkeys(drawn) if code in here],
        "series": series,
    }
    return (Live("chart", at, values),)


def positions_of_any(study: Study, at: str = "fig-posterior") -> tuple[Live, ...]:
    """Give the shipped ideal points of every state, by year.

    Parameters
    ----------
    study : Study
    at : str
        Label of the figure that the chart stands for.

    Returns
    -------
    tuple of Live
        One. ``series`` have ``code, name, first, n`` (votes), and ``v, low, high``: posterior mean
        and the ends of the 90% interval.
    """
    table = read_derived().astype({"period": int}).sort_values(["state", "period"])
    columns = {"n": "n_votes", "v": "mean", "low": "q05", "high": "q95"}
    series = []
    for code, part in table.groupby("state"):
        years = part["period"].to_numpy()
        spots = years - years[0]
        one: dict[str, Any] = {"code": code, "name": state_name(str(code)), "first": int(years[0])}
        for key, column in columns.items():
            whole = np.zeros(spots[-1] + 1)
            whole[spots] = part[column].round(2)
            # Zero votes are a year without a point, whatever stands for it.
            one[key] = whole.astype(int).tolist() if key == "n" else whole.round(2).tolist()
        series.append(one)
    series.sort(key=lambda one: one["name"])
    here = {one["code"] for one in series}
    drawn = (study.country, study.rival, study.friend, "GBR", "CHN")
    values = {
        "state": in_sentence(study.country),
        "headline": "",
        "title": "Where states stand on the Assembly’s main dividing line, by year: posterior "
        "means of ideal points, with 90% intervals",
        "unit": "points",
        "domain": [math.floor(table["q05"].min()), math.ceil(table["q95"].max())],
        "heads": ["state", "ideal point", "votes"],
        "hint": "The scale has mean 0 and standard deviation 1 over all states and years.",
        "last": min(int(table["period"].max()), study.until.year),
        "years": YEARS,
        "all": True,
        "event_at": round(decimal_year(study.event), 3),
        "event_words": day_in_words(study.event),
        "chosen": [code for code in dict.fromkeys(drawn) if code in here],
        "series": series,
    }
    return (Live("chart", at, values),)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _flags(frame: Counted) -> dict[str, tuple[str, npt.NDArray[np.bool_]]]:
    """Return for each count its words and its roll calls."""
    levels = vote_flags(frame.rollcalls, frame.study.country)
    out: dict[str, npt.NDArray[np.bool_]] = {f"levels.{k}": v for k, v in levels.items()}
    try:
        divided = divided_flags(frame.rollcalls, frame.study)
    except UnshiftError:
        divided = {}
    out |= {f"divided.{k}": v for k, v in divided.items()}
    found = {name: (COUNTED[name], out[name]) for name in COUNTED if name in out}
    treated = frame.calls["treated"].to_numpy()
    for sort in TREATMENTS:
        slug, of_sort = sort.replace(" ", "-"), treated == sort
        found[f"treatment.{slug}.calls"] = (TREATED[sort], of_sort)
        for name, words in (("no", "voted No"), ("alone_no", "alone voted No")):
            title = f"{TREATED[sort]}: {{state}} {words}"
            found[f"treatment.{slug}.{name}"] = (title, levels[name] & of_sort)
    return found


def _count(answer: Answer, name: str, key: str) -> int | None:
    """Return what page one counts, or None where it does not."""
    if name == "levels.absent":
        estimate = answer.found.get(f"levels.no.{key}")
        return None if estimate is None else int(str(estimate.details["absent"]))
    if name == "levels.cast":
        estimate = answer.found.get(f"levels.no.{key}")
        return None if estimate is None else estimate.n
    if name == "divided.absent":
        estimate = answer.found.get(f"divided.allies.{key}")
        return None if estimate is None else int(str(estimate.details["absent"]))
    if name == "divided.voted":
        estimate = answer.found.get(f"divided.allies.{key}")
        return None if estimate is None else estimate.n
    estimate = answer.found.get(f"{name}.{key}")
    return None if estimate is None else int(str(estimate.details["count"]))


def _calls(frame: Counted, which: npt.NDArray[np.intp]) -> list[list[str]]:
    rollcalls, study = frame.rollcalls, frame.study
    voters = [rollcalls.of(study.country)]
    try:
        members, _ = member_votes(rollcalls, study.country, allies(study))
    except UnshiftError:
        voters.append(np.zeros(rollcalls.n_calls, dtype=np.int8))
    else:
        voters.append(common_vote(members))
    voters.append(rollcalls.of(study.rival))
    tally = rollcalls.tally()[["yes", "no", "abstain"]].to_numpy()
    signs = [["".join(SIGNS.get(Vote(v[i]), "-") for v in voters)] for i in which]
    rows = rollcalls.calls.iloc[which]
    return [
        [
            f"{day:%Y-%m-%d}",
            str(symbol),
            own_title(str(title)),
            *sign,
            "\N{EN DASH}".join(map(str, t)),
        ]
        for day, symbol, title, sign, t in zip(
            rows["date"], rows["symbol"], rows["title"], signs, tally[which], strict=True
        )
    ]


def _from_table(answer: Answer) -> list[dict[str, Any]]:
    """Return a series for each partner of the table by year that page one draws from."""
    out = []
    for partner, part in answer.years.groupby("partner"):
        code = str(partner)
        if code not in ("allies", "allies-rival"):
            years = part["year"].to_numpy(dtype=int)
            whole = np.zeros((2, years.max() - years.min() + 1), dtype=np.int64)
            n = part["calls"].to_numpy(dtype=np.int64)
            whole[0, years - years.min()] = n
            whole[1, years - years.min()] = (part["identical"].to_numpy() * n).round()
            one = {"code": code, "name": state_name(code)}
            out.append({**one, **_trimmed(whole, int(years.min()))})
    return [*out, *_allies(answer)]


def _from_votes(answer: Answer, rollcalls: RollCalls) -> list[dict[str, Any]]:
    """Count with every state; the allies' mean stands as page one has it."""
    study = answer.study
    frame = counted(rollcalls, study)
    held = (frame.calls["kind"] == "whole").to_numpy()
    votes = frame.rollcalls.votes[:, held]
    years, at_year = np.unique(frame.calls["year"].to_numpy()[held], return_inverse=True)
    own = frame.rollcalls.of(study.country)[held]
    both = is_cast(votes) & is_cast(own)
    # Roll calls are in order of date, so that those of a year stand together.
    starts = np.searchsorted(at_year, np.arange(len(years)))
    n = np.add.reduceat(both, starts, axis=1, dtype=np.int64)
    k = np.add.reduceat(both & (votes == own), starts, axis=1, dtype=np.int64)
    out = _allies(answer)
    for row, code in enumerate(frame.rollcalls.states.index):
        if code != study.country and n[row].any():
            whole = np.zeros((2, years[-1] - years[0] + 1), dtype=np.int64)
            whole[:, years - years[0]] = n[row], k[row]
            one = {"code": code, "name": state_name(code)}
            out.append({**one, **_trimmed(whole, int(years[0]))})
    return out


def _allies(answer: Answer) -> list[dict[str, Any]]:
    """Return the series of the allies' mean."""
    mine = answer.years[answer.years["partner"] == "allies"]
    if mine.empty:
        return []
    by_year = mine.set_index("year")
    span = range(int(by_year.index.min()), int(by_year.index.max()) + 1)
    n = [int(by_year["calls"].get(y, 0)) for y in span]
    v = [round(float(by_year["identical"].get(y, 0.0)), 4) for y in span]
    name = upper_first(answer.group[0])
    return [{"code": "allies", "name": name, "first": span[0], "n": n, "v": v}]


def _trimmed(whole: npt.NDArray[np.int64], first: int) -> dict[str, Any]:
    """Leave out the years before the first joint vote and after the last."""
    some = np.flatnonzero(whole[0])
    n, k = whole[:, some[0] : some[-1] + 1].tolist()
    return {"first": first + int(some[0]), "n": n, "k": k}
