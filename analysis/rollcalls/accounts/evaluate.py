"""How good the issue codes by rule and the links of recurring texts are, against hand work.

The rules and the linking were settled on roll calls with an even number, so the odd half is the
figure to quote; both are given. It is not quite untouched: a first look at disagreements, before
a rule was written, drew on both halves, and chains of texts run through both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import UsageError
from analysis.record.issues import HAND_CODED, ISSUES, LONGEST_TITLE, on_issue, under_heading
from analysis.record.readers.discover import discover, read_sheets
from analysis.record.readers.formats.tabular import call_numbers, read_table
from analysis.record.readers.voeten.breaks import COPIED_CODES
from analysis.record.readers.voeten.unvotes import tidy_title
from analysis.record.sheet import Sheet
from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.load import load_rollcalls
from analysis.rollcalls.recurring.links import link_texts, read_matches
from analysis.rollcalls.recurring.wording import normal_title

__all__ = [
    "chain_links",
    "evaluate",
    "evaluate_headings",
    "evaluate_issues",
    "evaluate_links",
    "has_title",
    "precision_recall",
]


#: Files that the headings of texts are measured on.
KINDS = ("matrix", "votes", "roll_calls", "issues", "conference")


def precision_recall(
    found: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]
) -> dict[str, float | int]:
    """Compare what was found with what is true.

    Returns
    -------
    dict
        ``n`` that are true, ``precision``, ``recall``, and ``f1``, their harmonic mean; NaN
        where there is nothing to divide by.

    Examples
    --------
    >>> precision_recall(np.array([True, True, False]), np.array([True, False, False]))
    {'n': 1, 'precision': 0.5, 'recall': 1.0, 'f1': 0.6666666666666666}
    """
    both, n_found, n_true = int((found & true).sum()), int(found.sum()), int(true.sum())
    return {
        "n": n_true,
        "precision": both / n_found if n_found else float("nan"),
        "recall": both / n_true if n_true else float("nan"),
        "f1": 2 * both / (n_found + n_true) if n_found + n_true else float("nan"),
    }


def evaluate_issues(roll_calls: Path, issues: Path) -> pd.DataFrame:
    """Measure the rules against the hand codes of the TidyTuesday files.

    The hand codes were given to the short title and the description together, so the rules
    read both; ``text="title"`` is what they reach on the one title that the record keeps.

    Parameters
    ----------
    roll_calls, issues : Path
        ``roll_calls.csv`` and ``issues.csv``.

    Returns
    -------
    DataFrame
        One row per issue, text (``short and descr``, ``title``) and half (``even``, ``odd``,
        ``all``): ``issue, text, half, n, precision, recall, f1``.
    """
    calls = read_table(roll_calls, ("rcid", "short", "descr"))
    number = call_numbers(calls["rcid"], "roll_calls")
    codes = read_table(issues, ("rcid", "short_name"))
    coded = call_numbers(codes["rcid"], "issues")
    short, descr = calls["short"].replace("NA", ""), calls["descr"].replace("NA", "")
    plain = short.map(tidy_title)
    title = descr.map(tidy_title).where((plain.str.upper() == plain) & (descr != ""), plain)
    texts = {"short and descr": short + " | " + descr, "title": title}
    even = (number.astype(int) % 2 == 0).to_numpy()
    halves = {"even": even, "odd": ~even, "all": np.ones(len(calls), dtype=bool)}
    rows = []
    for code in HAND_CODED:
        true = number.isin(coded[codes["short_name"] == code]).to_numpy()
        for text, given in texts.items():
            found = np.array([on_issue(code, t) for t in given], dtype=bool)
            for half, part in halves.items():
                scores = precision_recall(found[part], true[part])
                rows.append({"issue": code, "text": text, "half": half} | scores)
    return pd.DataFrame(rows)


def evaluate_headings(sheets: Sequence[Sheet]) -> pd.DataFrame:
    """Measure the rules on titles alone and with headings of the thesaurus, since 2019.

    Two things stand for the truth. ``same roll call``: the hand codes of the matrix on the same
    vote, from November 2019 to 2023, without ``co`` and ``ec``, which the matrix gives wrongly in
    these years. ``same title``: the codes that the hand gave to most roll calls of 2005 to 2017
    on a text of the same title; it has all six, and texts adopted without a vote too.

    Parameters
    ----------
    sheets : sequence of Sheet
        Among them the matrix, the TidyTuesday files and the resolutions with their headings;
        of what is not there nothing is measured.

    Returns
    -------
    DataFrame
        One row per truth, issue, evidence (``title``, ``headings``, ``title and headings``) and
        half by the number of the resolution: ``against, issue, evidence, half, n, precision,
        recall, f1``.
    """
    texts = [s for s in sheets if len(s.texts)]
    if not texts:
        return pd.DataFrame()
    table = pd.concat([s.texts for s in texts], ignore_index=True).drop_duplicates("symbol")
    truths = {"same roll call": _hand_by_votes(sheets, texts), "same title": _hand_by_title(sheets)}
    symbols, titles = table["symbol"], table["title"].map(normal_title)
    number = symbols.str.extract(r"/(\d+)[^/\d]*$", expand=False).astype(int).to_numpy()
    rows = []
    for (against, known), key in zip(truths.items(), (symbols, titles), strict=True):
        told = key.isin(known.keys()).to_numpy()
        codes = key[told].map(known)
        for code in HAND_CODED:
            if against == "same roll call" and code in COPIED_CODES:
                continue
            true = codes.map(lambda given, code=code: code in given).to_numpy(dtype=bool)
            title = np.array([on_issue(code, t) for t in table["title"][told]], dtype=bool)
            filed = np.array([under_heading(code, s) for s in table["subjects"][told]], dtype=bool)
            evidence = {"title": title, "headings": filed, "title and headings": title | filed}
            for name, found in evidence.items():
                for half, odd in (("even", 0), ("odd", 1)):
                    part = number[told] % 2 == odd
                    scores = precision_recall(found[part], true[part])
                    row = {"against": against, "issue": code, "evidence": name, "half": half}
                    rows.append(row | scores)
    return pd.DataFrame(rows)


def _hand_by_votes(sheets: Sequence[Sheet], texts: Sequence[Sheet]) -> dict[str, set[str]]:
    """Hand codes of the matrix by symbol, found by day and votes."""
    whole = [s for s in sheets if s.source.name == "matrix"]
    if not whole:
        return {}
    late = whole[0].calls["date"].between("2019-11-01", "2023-12-31").to_numpy()
    part = replace(whole[0], votes=whole[0].votes[:, late], calls=whole[0].calls[late])
    calls = join_sheets([part, *texts], "part").calls
    mine = calls[(calls["source"] == "matrix") & (calls["symbol"] != "")]
    return {s: set(text.split()) for s, text in zip(mine["symbol"], mine["issues"], strict=True)}


def _hand_by_title(sheets: Sequence[Sheet]) -> dict[str, set[str]]:
    """Codes that the hand gave to most roll calls of a title, in years that it coded well."""
    given: dict[str, list[set[str]]] = {}
    for sheet in (s for s in sheets if s.source.name == "unvotes"):
        calls = sheet.calls[sheet.calls["date"].between("2005-01-01", "2017-12-31")]
        for title, text in zip(calls["title"], calls["issues"], strict=True):
            if has_title(title):
                given.setdefault(normal_title(title), []).append(set(text.split()))
    return {
        title: {c for c in HAND_CODED if 2 * sum(c in codes for codes in votes) > len(votes)}
        for title, votes in given.items()
    }


def has_title(text: str) -> bool:
    """Say whether a text is a title: neither a summary in capitals nor a page of record.

    Examples
    --------
    >>> has_title("Question of Guam"), has_title("TO ADOPT THE DRAFT"), has_title("")
    (True, False, False)
    """
    return 0 < len(text) <= LONGEST_TITLE and not text.isupper()


def chain_links(texts: Sequence[str]) -> set[tuple[int, int]]:
    """Links of chains: each roll call on a text with the next one on it, by position.

    Examples
    --------
    >>> sorted(chain_links(["a", "b", "a", "", "a", "b"]))
    [(0, 2), (1, 5), (2, 4)]
    """
    last: dict[str, int] = {}
    links = set()
    for i, text in enumerate(texts):
        if text:
            if text in last:
                links.add((last[text], i))
            last[text] = i
    return links


def evaluate_links(
    calls: pd.DataFrame, texts: Sequence[str], matches: Collection[tuple[str, str]]
) -> pd.DataFrame:
    """Measure links against the published pairs.

    The unit is the link between a roll call and the next one on the same text, where the two
    are of consecutive sessions and both have titles. The list of pairs leaves out most texts
    that recur, so it can decide on a link only if it pairs one of its two roll calls in the
    direction of the other: then the link is right if the list has it. Recall is over the
    pairs of the list with two titles; ``pairs`` and ``recall_of_all`` are over all of them.

    Parameters
    ----------
    calls : DataFrame
        In order of date, with ``id, session, title``.
    texts : sequence of str
        The recurring text of each, found without the list.
    matches : collection of (id, id)

    Returns
    -------
    DataFrame
        One row per half (by the number of the earlier roll call): ``half, n, decided,
        precision, recall, pairs, recall_of_all``; ``n`` pairs have two titles.
    """
    position = {name: i for i, name in enumerate(calls["id"])}
    ends = [(position[a], position[b]) for a, b in matches if a in position and b in position]
    pairs = {(min(p), max(p)) for p in ends}
    earlier, later = {a for a, _ in pairs}, {b for _, b in pairs}
    titled = calls["title"].map(has_title).to_numpy(dtype=bool)
    session = pd.to_numeric(calls["session"], errors="coerce").to_numpy()
    digits = calls["id"].str.extract(r"^rcid-(\d+)", expand=False).fillna("0")
    even = digits.astype(int).to_numpy() % 2 == 0
    links = chain_links(texts)
    decided = {
        (a, b)
        for a, b in links
        if session[b] - session[a] == 1 and titled[a] and titled[b] and (a in earlier or b in later)
    }
    rows: list[dict[str, Any]] = []
    for half in ("even", "odd", "all"):
        mine = {p for p in pairs if half == "all" or even[p[0]] == (half == "even")}
        judged = {p for p in decided if half == "all" or even[p[0]] == (half == "even")}
        both = {(a, b) for a, b in mine if titled[a] and titled[b]}
        rows.append(
            {
                "half": half,
                "n": len(both),
                "decided": len(judged),
                "precision": len(judged & pairs) / len(judged) if judged else float("nan"),
                "recall": len(both & links) / len(both) if both else float("nan"),
                "pairs": len(mine),
                "recall_of_all": len(mine & links) / len(mine) if mine else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def evaluate(search: Sequence[Path] | None = None) -> dict[str, Any]:
    """Measure the issue codes and the links on the files found.

    Parameters
    ----------
    search : sequence of Path, optional
        Folders; default `analysis.paths.data_search_path`.

    Returns
    -------
    dict
        ``issues`` (see `evaluate_issues`), ``headings`` (see `evaluate_headings`), ``links``
        (see `evaluate_links`; column ``evidence`` is ``titles`` or ``titles and votes``),
        ``by_issue`` (roll calls that carry each code), ``last_year`` (the last year of the record:
        its roll calls of the Assembly, and how many are on an earlier text). A part whose files
        are missing is empty.

    Raises
    ------
    UsageError
        If neither the hand codes nor the list of matches is found.
    """
    files = discover(search)
    found = {f.kind: f.path for f in files if f.used}
    hand = {"roll_calls", "issues"} <= found.keys()
    if not hand and "matches" not in found:
        raise UsageError(
            "neither hand codes nor matches found",
            "data search path",
            "run `unshift data fetch` for roll_calls.csv and issues.csv, or Matches.csv",
        )
    record = load_rollcalls(search=search)
    calls = record.calls.reset_index(drop=True)
    links = pd.DataFrame()
    if "matches" in found:
        matches = read_matches(found["matches"])
        parts = [
            evaluate_links(calls, link_texts(calls, [], votes).tolist(), matches).assign(
                evidence=name
            )
            for name, votes in (("titles", None), ("titles and votes", record.votes))
        ]
        links = pd.concat(parts, ignore_index=True)
    codes = calls["issues"].str.split().explode().value_counts()
    return {
        "issues": evaluate_issues(found["roll_calls"], found["issues"]) if hand else links[:0],
        "headings": evaluate_headings(read_sheets([f for f in files if f.kind in KINDS])),
        "links": links,
        "by_issue": {code: int(codes.get(code, 0)) for code in ISSUES},
        "last_year": _last_year(calls),
    }


def _last_year(calls: pd.DataFrame) -> dict[str, int]:
    """Count the Assembly's roll calls of the last year that are on a text of a year before."""
    year = calls["date"].dt.year
    last = int(year.max())
    earlier = set(calls["recurring_text"][year < last]) - {""}
    mine = (year == last) & (calls["body"] == "GA")
    return {
        "year": last,
        "roll_calls": int(mine.sum()),
        "linked": int(calls["recurring_text"][mine].isin(earlier).sum()),
    }
