"""Lesson 1, the record: what its exercises work on, and how their answers are checked.

The exercises rest on the embedded record, whatever record the lesson is run on.
"""

from __future__ import annotations

from functools import cache
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pycountry

from analysis.course.exercise import Exercise, Verdict, matches, number, passed, try_again
from analysis.record.codes import VOTE_NAMES, Vote, is_cast
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.check import tally_differences
from analysis.rollcalls.load import load_rollcalls

__all__ = ["EXERCISES", "damaged_record", "file_of_votes"]

#: The state of exercise 1.2, and the roll calls of the others.
STATE = "CMR"
FILED = "A/RES/ES-11/7"
FIRST, LATER = "A/RES/71/205", "A/RES/76/179"
LETTERS = {Vote.YES: "Y", Vote.ABSTAIN: "A", Vote.NO: "N", Vote.ABSENT: "X"}


@cache
def assembly() -> RollCalls:
    """Return the roll calls of the General Assembly in the embedded record."""
    return load_rollcalls("embedded").select(body="GA")


def file_of_votes(symbol: str = FILED) -> StringIO:
    """Write one roll call as a file of votes, with the two-letter codes that many files use.

    Parameters
    ----------
    symbol : str
        A resolution of the embedded record.

    Returns
    -------
    StringIO
        CSV with columns ``iso2`` and ``vote`` (Y, A, N, X), 193 rows; `pandas.read_csv`
        takes it for a file.

    Examples
    --------
    >>> file_of_votes().getvalue().splitlines()[:2]
    ['iso2,vote', 'AF,X']
    """
    votes = _votes(symbol)
    lines = ["iso2,vote"]
    for state, vote in zip(assembly().states.index, votes, strict=True):
        country = pycountry.countries.get(alpha_3=str(state))
        assert country is not None  # every member of the embedded record is one
        lines.append(f"{country.alpha_2},{LETTERS[Vote(vote)]}")
    return StringIO("\n".join(lines) + "\n")


def damaged_record(seed: int) -> RollCalls:
    """Return a copy of the embedded record with mistakes as a typist makes them.

    Parameters
    ----------
    seed : int
        Which roll calls and which states.

    Returns
    -------
    RollCalls
        Four cells are wrong: a yes of one roll call stands as a no, an abstention of another
        as an absence, and in a third a yes and a no have changed places. The totals that the
        source states are as they were.

    Examples
    --------
    >>> wrong = damaged_record(1).votes != assembly().votes
    >>> int(wrong.sum()), int(wrong.any(axis=0).sum())
    (4, 3)
    """
    rng = np.random.default_rng(seed)
    whole = assembly()
    votes = whole.votes.copy()
    miskeyed, lost, swapped = rng.choice(whole.n_calls, size=3, replace=False)

    def pick(call: int, vote: Vote) -> int:
        return int(rng.choice(np.flatnonzero(whole.votes[:, call] == vote)))

    votes[pick(miskeyed, Vote.YES), miskeyed] = Vote.NO
    votes[pick(lost, Vote.ABSTAIN), lost] = Vote.ABSENT
    yes, no = pick(swapped, Vote.YES), pick(swapped, Vote.NO)
    votes[yes, swapped], votes[no, swapped] = Vote.NO, Vote.YES
    return RollCalls(votes, whole.calls, whole.states, whole.sources, "part")


def _votes(symbol: str) -> Any:
    return assembly().votes[:, (assembly().calls["symbol"] == symbol).to_numpy()][:, 0]


# -- 1.1: six things a cell can say ------------------------------------------------------------
SITUATIONS = {
    "yellow": "fd0c1d6da0f8a9ff",
    "corridor": "72dbb285674907e4",
    "south_sudan": "bbfcb75b5c3c6997",
    "lost_page": "ce6b0a62e70a43a4",
    "declared": "d6c1063eca15fea3",
}


def _situations(answer: Any) -> Verdict:
    if not isinstance(answer, dict) or set(answer) != set(SITUATIONS):
        return try_again(f"Give a dict with the keys {', '.join(SITUATIONS)}.")
    names = {k: " ".join(str(v).split()).casefold() for k, v in answer.items()}
    unknown = [k for k, v in names.items() if v not in VOTE_NAMES.values()]
    if unknown:
        return try_again(
            f"{unknown[0]}: the six things a cell can say are {', '.join(VOTE_NAMES.values())}."
        )
    wrong = [k for k, v in names.items() if not matches(f"{k} {v}", SITUATIONS[k])]
    if not wrong:
        return passed("Right. Only one of the five is a vote.")
    said = names[wrong[0]]
    hints = {
        "abstain": "an abstention is cast, by pressing a button; was one pressed here?",
        "absent": "absent is a member known to have cast no vote. Was it a member then, is its "
        "vote known, and was no button pressed?",
        "not a member": "was the state not yet a member of the body on that day?",
        "not recorded": "do we not know what the state did, or do we know that it did nothing?",
    }
    return try_again(f"{wrong[0]}: {hints.get(said, 'which button was pressed, if any?')}")


# -- 1.2: a share needs a denominator ----------------------------------------------------------
def _share(answer: Any) -> Verdict:
    given = number(answer)
    votes = assembly().of(STATE)
    abstained, absent = (int((votes == v).sum()) for v in (Vote.ABSTAIN, Vote.ABSENT))
    cast, calls = int(is_cast(votes).sum()), len(votes)
    if _is(given, abstained / cast):
        return passed(f"Right, of {cast} votes cast. State such a count beside every share.")
    if _is(given, abstained / calls):
        return try_again(
            "You divided by all roll calls. Those it missed are no votes: divide by votes cast."
        )
    if _is(given, (abstained + absent) / calls):
        return try_again("You counted absences as abstentions. An absent state took no position.")
    if given > 1:
        return try_again("Give a share, between 0 and 1: not a percentage, and not a count.")
    if _is(given, abstained / cast, 0.006):
        return try_again("Nearly: give three decimals.")
    return try_again(
        "Take the state's row, keep the codes 1, 2 and 3, and ask which part of them is 2."
    )


def _is(given: float, value: float, slack: float = 0.0006) -> bool:
    """Say whether an answer is a value rounded to three decimals, or not rounded."""
    return abs(given - value) <= slack


# -- 1.3: Namibia's NA -------------------------------------------------------------------------
#: A file in which a code and a vote are missing, beside Namibia's code: nothing is to fill them.
GAPS = "iso2,vote\nNO,Y\n,A\nNA,X\nSE,\n"
#: And more rows than there are members, of which none is to be left unread.
MORE = 200


def _namibia(lost: Any, read: Any) -> Verdict:
    if not callable(read):
        return try_again("`read` is to be a function of a file, which returns a DataFrame.")
    n = number(lost)
    tables = []
    for file, shown in (
        (file_of_votes(), "the file"),
        (StringIO(GAPS + "SE,N\n" * MORE), "a file with gaps"),
    ):
        try:
            table = read(file)
        except NotImplementedError:  # still to be written
            raise
        except Exception as error:
            what = " ".join(str(error).split())[:120]
            return try_again(f"Yours stops on {shown} ({type(error).__name__}: {what}).")
        if not isinstance(table, pd.DataFrame) or list(table.columns) != ["iso2", "vote"]:
            return try_again("`read` is to return a DataFrame with the columns iso2 and vote.")
        tables.append(table.reset_index(drop=True))
    table, gaps = tables
    if len(table) < assembly().n_states:
        return try_again(
            "Rows are missing. Dropping what pandas could not read drops a member of the United "
            "Nations; read the file so that nothing is lost."
        )
    if table.isna().to_numpy().any():
        return try_again(
            "The table still has a missing value. pandas takes some letters for 'missing'; "
            "look at the option keep_default_na of read_csv."
        )
    right = pd.read_csv(file_of_votes(), keep_default_na=False)
    if not table.astype(str).equals(right.astype(str)):
        return try_again(
            "A code or a vote is not as it stands in the file. Do not fill the gap afterwards; "
            "read the file with pandas told what is missing and what is not."
        )
    if len(gaps) != 4 + MORE:
        return try_again("Read the file that the function is given, and all of its rows.")
    if gaps["iso2"].tolist()[2] != "NA":
        return try_again("In another file Namibia is still lost.")
    filled = gaps.fillna("").astype(str)
    if filled["iso2"].tolist()[1] or filled["vote"].tolist()[3]:
        return try_again(
            "You fill gaps after reading. In a file where a code or a vote is really missing, "
            "yours makes one up. Do not fill; read with pandas told that NA is a text."
        )
    if n != int(pd.read_csv(file_of_votes()).isna().to_numpy().sum()):
        return try_again(
            "`read` is right. `lost` counts the codes missing after a plain pd.read_csv of the "
            "same file."
        )
    return passed("Right. The file had no gap; the reader made it.")


# -- 1.4: tallies ------------------------------------------------------------------------------
def _tallies(answer: Any, seed: Any) -> Verdict:
    if isinstance(answer, str) or not hasattr(answer, "__iter__"):
        return try_again("Give a list of symbols, such as ['A/RES/68/262'].")
    given = {str(s) for s in answer}
    damaged = damaged_record(int(number(seed)))
    found = tally_differences(damaged)
    right = {row["symbol"] for row in found}
    if given == right:
        return passed(
            "Right. A third roll call has two wrong cells that leave its totals as they were: "
            "a tally that fits does not prove the votes."
        )
    yes = {row["symbol"] for row in found if "yes" in row["stated"]}
    if given == yes:
        return try_again("You compared the Yeses alone. Four totals are stated; compare them all.")
    unknown = given - set(damaged.calls["symbol"])
    if unknown:
        return try_again(f"{min(unknown)!r} is no symbol of this record; use calls['symbol'].")
    if given < right:
        return try_again(
            "There are more. Compare yes, no, abstain and absent one by one; do not add them up."
        )
    return try_again(
        "Compare damaged.tally() with the columns stated_yes, stated_no, stated_abstain and "
        "stated_absent of damaged.calls, and keep the rows where any of the four differs."
    )


# -- 1.5: the same question again --------------------------------------------------------------
def _changed(answer: Any) -> Verdict:
    given = number(answer)
    first, later = _votes(FIRST), _votes(LATER)
    differ = first != later
    both = is_cast(first) & is_cast(later)
    if given == int((both & differ).sum()):
        return passed(f"Right, of {int(both.sum())} states that cast a vote both times.")
    if given == int(differ.sum()):
        return try_again(
            "You counted states that were absent once. Coming or staying away is no change of "
            "position; keep those that cast a vote both times."
        )
    if given in (int((is_cast(first) & differ).sum()), int((is_cast(later) & differ).sum())):
        return try_again("Keep the states that cast a vote both times, not only on one of the two.")
    if given == int((both & (abs(first - later) == 2)).sum()):
        return try_again("From abstention to yes or no is a change of vote, too.")
    if given == int((both & ~differ).sum()):
        return try_again("These are the states that voted alike.")
    return try_again("Take the two columns of votes, keep rows with codes 1 to 3 in both, compare.")


EXERCISES: dict[str, Exercise] = {
    "1.1": Exercise("1.1", _situations),
    "1.2": Exercise("1.2", _share),
    "1.3": Exercise("1.3", _namibia),
    "1.4": Exercise("1.4", _tallies),
    "1.5": Exercise("1.5", _changed),
}
