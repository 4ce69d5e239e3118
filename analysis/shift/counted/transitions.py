"""The texts voted on since the event, by what was done with them before.

Texts voted on in the baseline window too, texts newly called to a vote, texts voted on longer ago,
and new ones are rows of their own: a change on each is another thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.inference import jackknife_mean, ratio
from analysis.record.codes import Vote, is_cast
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.shift.baselines import BASELINES, StudyWindow
from analysis.shift.counted.frame import Counted, by_day, counted
from analysis.shift.design import Design
from analysis.shift.methods.scores import partner_in_words, partner_scores
from analysis.shift.recurring import pair_texts, paired_jackknife, scored_pairs
from analysis.study import Study

__all__ = ["DESIGN", "HISTORIES", "histories", "transitions", "vote_transitions"]

Floats = npt.NDArray[np.float64]

#: What was done with a text before its first vote since the event, and the words for it.
HISTORIES = {
    "voted in both": "texts voted on in both windows",
    "newly called": "texts newly called to a vote, adopted without one the time before",
    "voted longer ago": "texts voted on, but not within the earlier window",
    "new": "texts not seen before",
}
#: Measures, their words, and the partner.
MEASURES = {
    "no": "share of No{of}",
    "rival": "agreement{of} with {partner}",
    "allies": "agreement{of} with {partner}",
    "gap": "agreement{of} with {partner}",
}
VOTES = {Vote.YES: "yes", Vote.ABSTAIN: "abstain", Vote.NO: "no", Vote.ABSENT: "absent"}


def histories(frame: Counted, baseline: StudyWindow, pairs: pd.DataFrame) -> pd.Series:
    """Say of each roll call since the event what was done with its text before.

    Parameters
    ----------
    frame : Counted
    baseline : StudyWindow
    pairs : DataFrame
        From `analysis.shift.recurring.pair_texts`, for that baseline.

    Returns
    -------
    Series of str, n_calls rows
        Of `HISTORIES`; "" before the event, for parts of texts, and for a text without a title.
        Roll calls on one text have the history of the first of them.
    """
    calls = frame.rollcalls.calls
    after = pd.Series(frame.mask("after"), index=calls.index)
    text = calls["recurring_text"].where(calls["recurring_text"] != "", calls["id"])
    first = frame.calls["treated"].where(after).groupby(text).transform("first").fillna("")
    said = first.map(
        {"vote": "voted longer ago", "without a vote": "newly called", "never seen": "new"}
    )
    said = said.mask(text.isin(pairs["text"]), "voted in both")
    return said.where(after, "").fillna("").astype("str")


def vote_transitions(own: npt.NDArray[np.int8], pairs: pd.DataFrame) -> pd.DataFrame:
    """Count how a state's votes on the same texts changed.

    Parameters
    ----------
    own : ndarray of int8, shape (n_calls,)
    pairs : DataFrame
        From `analysis.shift.recurring.pair_texts`.

    Returns
    -------
    DataFrame
        Columns ``before, after`` (yes, abstain, no, absent) and ``texts``: a row for each of the
        sixteen. Texts on which no vote is recorded are left out.

    Examples
    --------
    >>> pairs = pd.DataFrame({"call_before": [0], "call_after": [1]})
    >>> found = vote_transitions(np.array([1, 3], dtype=np.int8), pairs)
    >>> found[found["texts"] > 0].values.tolist()
    [['yes', 'no', 1]]
    """
    one = own[pairs["call_before"].to_numpy(dtype=np.intp)]
    two = own[pairs["call_after"].to_numpy(dtype=np.intp)]
    rows = [
        [VOTES[a], VOTES[b], int(((one == a) & (two == b)).sum())] for a in VOTES for b in VOTES
    ]
    return pd.DataFrame(rows, columns=["before", "after", "texts"])


def transitions(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Count, by the history of the text, how the country votes since the event and did before.

    Returns
    -------
    list of Estimate
        ``recurring.links.<baseline>``: texts voted on in both windows, with the table of
        transitions; ``recurring.changed.<baseline>``: those on which the country cast another vote
        than before, with a table of all the texts linked and both votes. Then
        ``recurring.<measure>.<history>.<baseline>``: the change on texts of a history. On texts
        voted on in both windows it is that of the first vote since against the last before, text
        by text; on others it is against all texts of the baseline window, since they have no vote
        there. Their table has a row for each history, baseline and measure: ``texts, calls,
        cast, level_before, level_after, change, low, high, against`` (same texts, or all texts),
        ``share`` of the roll calls since, and ``adopted_between`` (texts adopted without a vote
        between two votes). ``adoptions_seen`` among the details says whether the record holds
        adoptions before the event, without which no text is newly called.

    Raises
    ------
    UsageError
        If a state is unknown, or neither baseline holds a roll call.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3], [1, 1, 1]], states=["USA", "RUS"],
    ...     recurring_text=["a", "a", ""], dates=["2024-12-01", "2025-02-24", "2025-02-24"],
    ...     treated_last=["never seen", "vote", "never seen"])
    >>> [(e.name, e.estimate) for e in transitions(rc, Study()) if "no." in e.name]
    [('recurring.no.voted-in-both.before', 1.0), ('recurring.no.new.before', 1.0)]
    """
    frame = counted(rollcalls, study)
    values = _scores(frame)
    links: list[Estimate] = []
    made: list[Estimate] = []
    rows: list[dict[str, object]] = []
    for key in BASELINES:
        window = frame.window(key)
        if not frame.mask(key).any():
            continue
        pairs = pair_texts(_whole(frame), study, window.window)
        links += _links(frame, window, pairs)
        said = histories(frame, window, pairs)
        for measure in values:
            for history in HISTORIES:
                held = (said == history).to_numpy()
                one = _of_history(frame, window, pairs, history, held, measure, values)
                if one is not None:
                    made.append(one)
                    rows.append(_row(frame, one, window, pairs, history, held, measure))
    if not links:
        raise UsageError("no roll calls in either baseline", "study", "give a longer record")
    table = pd.DataFrame(rows)
    return [*links, *(replace(e, table=table) for e in made)]


def _scores(frame: Counted) -> Mapping[str, Floats]:
    own = frame.rollcalls.of(frame.study.country)
    out = {"no": np.where(is_cast(own), (own == Vote.NO).astype(np.float64), np.nan)}
    partners = {"rival": frame.study.rival, "allies": "allies", "gap": "allies-rival"}
    for name, partner in partners.items():
        try:
            out[name] = partner_scores(frame.rollcalls, frame.study, partner)
        except UsageError:  # a study without allies, or none in the record
            if name == "rival":
                raise
    return out


def _adoptions_seen(frame: Counted) -> bool:
    """Whether the record holds adoptions without a vote before the event.

    Where it does not, a text newly called to a vote passes for new, or voted on longer ago.
    """
    known = frame.calls["treated"] == "without a vote"
    return bool((known & (frame.calls["window"] == "before")).any())


def _whole(frame: Counted) -> RollCalls:
    """Let only whole texts recur: positions stay."""
    calls = frame.rollcalls.calls
    whole = (frame.calls["kind"] == "whole").to_numpy()
    calls["recurring_text"] = calls["recurring_text"].where(whole, "")
    own = frame.rollcalls
    return RollCalls(own.votes, calls, own.states, own.sources, own.scope, own.notes)


def _links(frame: Counted, window: StudyWindow, pairs: pd.DataFrame) -> list[Estimate]:
    """Count the texts voted on in both windows, and those on which the vote changed."""
    country = frame.study.country
    own = frame.rollcalls.of(country)
    table = vote_transitions(own, pairs)
    quantity = Quantity(
        "count",
        "links",
        country,
        part=window.key,
        form="texts voted on in both windows",
        state_name=in_sentence(country),
        digits=0,
    )
    both = table[(table["before"] != "absent") & (table["after"] != "absent")]
    moved = int(both.loc[both["before"] != both["after"], "texts"].sum())
    label = window.label(frame.last)
    linked = Estimate(
        f"recurring.links.{window.key}",
        f"{quantity.words()}, {label} and since",
        float(len(pairs)),
        n=len(pairs),
        unit="texts",
        method="counted: the first vote since the event, the last one in the window before",
        rests_on=f"{len(pairs)} recurring texts",
        comparison=label,
        table=table,
        quantity=quantity,
        details={
            "baseline": window.key,
            "baseline_name": window.name,
            "voted_both_times": int(both["texts"].sum()),
            "changed": moved,
        },
    )
    votes = pairs.assign(
        vote_before=pd.Series(own[pairs["call_before"]]).map(VOTES).to_numpy(),
        vote_after=pd.Series(own[pairs["call_after"]]).map(VOTES).to_numpy(),
    ).drop(columns=["call_before", "call_after"])
    changed = replace(
        linked,
        name=f"recurring.changed.{window.key}",
        estimand=f"texts on which {quantity.state_name} voted otherwise than before, "
        f"{label} and since",
        estimate=float(moved),
        table=votes,
        quantity=replace(
            quantity, measure="changed", form="texts on which {state} voted otherwise than before"
        ),
    )
    return [linked, changed]


def _of_history(
    frame: Counted,
    window: StudyWindow,
    pairs: pd.DataFrame,
    history: str,
    held: npt.NDArray[np.bool_],
    measure: str,
    values: Mapping[str, Floats],
) -> Estimate | None:
    """Estimate the change on texts of a history; None where there is none."""
    study, key, score = frame.study, window.key, values[measure]
    if history == "voted in both":
        table = scored_pairs(pairs, score) if len(pairs) else pairs
        if table.empty:
            return None
        found = paired_jackknife(table, study.level)
        before, after, n = table["before"].mean(), table["after"].mean(), len(table)
        against = "same texts"
    else:
        both = (values["allies"], values["rival"]) if measure == "gap" else ()
        one, two = (_days(frame, (score, *both), h) for h in (frame.mask(key), held))
        if not len(one) or not len(two):
            return None
        found = jackknife_mean(one, two, study.level)
        before, after = (float(ratio(0)(days.sum(axis=0))) for days in (one, two))
        n, against = int(two[:, -1].sum()), "all texts"
    partner = {"rival": study.rival, "allies": "allies", "gap": "allies-rival"}.get(measure, "")
    form = f"change in {MEASURES[measure]} on {HISTORIES[history]}"
    quantity = Quantity(
        "change",
        measure,
        study.country,
        partner,
        history,
        form,
        in_sentence(study.country),
        partner_in_words(study, partner) if partner else "",
    )
    label = window.label(frame.last)
    return Estimate(
        f"recurring.{measure}.{history.replace(' ', '-')}.{key}",
        f"{quantity.words()}, against {label}",
        level=study.level,
        n=n,
        unit="texts" if against == "same texts" else "roll calls",
        method=found.said(),
        rests_on=f"{n} {'texts' if against == 'same texts' else 'roll calls'} since the event",
        comparison=label if against == "all texts" else f"the same texts, {label}",
        quantity=quantity,
        details={
            "baseline": key,
            "baseline_name": window.name,
            "history": history,
            "against": against,
            "level_before": float(before),
            "level_after": float(after),
            "adoptions_seen": _adoptions_seen(frame),
        },
        **found.fields(),
    )


def _days(frame: Counted, scores: Sequence[Floats], held: npt.NDArray[np.bool_]) -> Floats:
    """Sum scores and their number, where the first is known: shape (n_days, n_scores + 1)."""
    known = held & ~np.isnan(scores[0])
    values = np.column_stack([*(s[known] for s in scores), np.ones(known.sum())])
    return by_day(values, frame.calls["day"].to_numpy()[known])


def _row(
    frame: Counted,
    one: Estimate,
    window: StudyWindow,
    pairs: pd.DataFrame,
    history: str,
    held: npt.NDArray[np.bool_],
    measure: str,
) -> dict[str, object]:
    calls = frame.rollcalls.calls
    named = calls["recurring_text"].where(calls["recurring_text"] != "", calls["id"])
    between = frame.calls["treated"].to_numpy() == "without a vote"
    first = set(pairs["call_after"])
    return {
        "baseline": window.key,
        "baseline_name": one.comparison if one.details["against"] == "all texts" else window.name,
        "history": history,
        "measure": measure,
        "texts": int(named[held].nunique()),
        "calls": int(held.sum()),
        "share": float(held.sum() / max(frame.mask("after").sum(), 1)),
        "n": one.n,
        "level_before": one.details["level_before"],
        "level_after": one.details["level_after"],
        "change": one.estimate,
        "low": one.low,
        "high": one.high,
        "against": one.details["against"],
        "adopted_between": int(sum(between[i] for i in _positions(held) if i in first))
        if history == "voted in both"
        else 0,
    }


def _positions(held: npt.NDArray[np.bool_]) -> Iterable[int]:
    return (int(i) for i in np.flatnonzero(held))


DESIGN = Design("recurring", transitions, in_table=False)
