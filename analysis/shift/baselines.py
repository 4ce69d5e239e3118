"""The windows of a study: after the event, and two baselines that it is compared with.

The first baseline is the window before the event, the second the one before that. For the United
States a window that is a term of office, or a presidency, is followed by the one before it; for
every other state, and any other window, the second baseline is as long as the first. A study may
set it (``earlier``) and name all three (``window_names``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from analysis.record.reference import presidencies
from analysis.rollcalls.window import Window
from analysis.shift.quantities import study_windows
from analysis.study import WINDOWS, Study
from analysis.words import day_in_words

__all__ = ["BASELINES", "StudyWindow", "Term", "terms", "three_windows"]

#: The keys of the two baselines.
BASELINES = WINDOWS[1:]
ROMAN = ("", "I", "II", "III", "IV")
#: Small numbers as a sentence writes them.
NUMBERS = dict(
    enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
)


@dataclass(frozen=True)
class StudyWindow:
    """One of the three windows of a study.

    Attributes
    ----------
    key : {"after", "before", "earlier"}
    window : Window
    name : str
        Such as ``Biden``; empty where it has none.

    Examples
    --------
    >>> three_windows(Study())[1].label()
    'Biden'
    >>> three_windows(Study(country="GBR"))[1].label()
    '20 January 2021 to 19 January 2025'
    """

    key: str
    window: Window
    name: str = ""

    def label(self, last: date | None = None) -> str:
        """Return its name, or its days as a sentence has them; `last` as of `days`."""
        return self.name or self.days(last)

    def when(self) -> str:
        """Say when it was within a sentence on the window after; empty where it has a name.

        Examples
        --------
        >>> [w.when() for w in three_windows(Study(country="GBR"))]
        ['', 'in the four years before', 'in the four years before those']
        """
        if self.name or self.key not in BASELINES:
            return ""
        years = _whole_years(self.window)
        later = self.key == BASELINES[1]
        if years is None:
            return "in the window before that" if later else "in the window before"
        if years == 1:
            return "in the year before that" if later else "in the year before"
        span = f"in the {NUMBERS.get(years, str(years))} years before"
        return f"{span} those" if later else span

    def days(self, last: date | None = None) -> str:
        """Return its first and last day as a sentence has them.

        Parameters
        ----------
        last : date, optional
            The last day of the record: a window that is not over ends there.
        """
        first, end = self.window.ends()
        if last is not None:
            end = min(end.date(), last)
        return f"{day_in_words(first)} to {day_in_words(end)}"


@dataclass(frozen=True)
class Term:
    """A term of office, or a whole presidency, of the United States.

    Attributes
    ----------
    first : date
    last : date or None
        None while it lasts.
    name : str
    """

    first: date
    last: date | None
    name: str


def three_windows(study: Study) -> tuple[StudyWindow, StudyWindow, StudyWindow]:
    """Return the windows of a study, the latest first: after, before, earlier.

    Parameters
    ----------
    study : Study

    Examples
    --------
    >>> for w in three_windows(Study()):
    ...     print(w.key, w.window, w.name, sep=", ")
    after, 2025-01-20 to 2029-01-19, Trump II
    before, 2021-01-20 to 2025-01-19, Biden
    earlier, 2017-01-20 to 2021-01-19, Trump I
    >>> hungary = Study(country="HUN", event="2010-05-29", before="2006-05-29")
    >>> print(three_windows(hungary)[2].window)
    2002-05-29 to 2006-05-28
    """
    before, after = study_windows(study)
    last = study.before - timedelta(days=1)
    own = _office(before) if study.country == "USA" else None
    if study.earlier is not None:
        earlier = Window(study.earlier, last)
    elif own is not None and own[1] is not None:
        earlier = Window(own[1].first, last)
    else:
        earlier = Window(study.before - (study.event - study.before), last)
    windows = (after, before, earlier)
    given = [*study.window_names, *[""] * len(WINDOWS)]
    found = []
    for key, window, name in zip(WINDOWS, windows, given, strict=False):
        office = _office(window) if study.country == "USA" else None
        found.append(StudyWindow(key, window, name or (office[0].name if office else "")))
    one, two, three = found
    return one, two, three


@cache
def terms(whole: bool = False) -> tuple[Term, ...]:
    """Return the terms of office of the presidents of the United States, in order of time.

    Parameters
    ----------
    whole : bool
        Presidencies, rather than their terms, which end on 20 January of every fourth year.

    Examples
    --------
    >>> [t.name for t in terms()[-5:]], [t.name for t in terms(whole=True)[-3:]]
    (['Obama I', 'Obama II', 'Trump I', 'Biden', 'Trump II'], ['Trump I', 'Biden', 'Trump II'])
    """
    table = presidencies()
    names = table["president"].tolist()
    surnames = {name: name.split()[-1] for name in names}
    shared = {s for s in surnames.values() if len({n for n, o in surnames.items() if o == s}) > 1}
    called = {n: n if s in shared else s for n, s in surnames.items()}
    spans: list[tuple[str, date, date | None]] = []
    for name, start, end in zip(names, table["start"], table["end"], strict=True):
        first = start.date()
        last = None if end != end else end.date() - timedelta(days=1)
        cuts = [date(y, 1, 20) for y in range(1949, 2200, 4)]
        inner = [] if whole else [c for c in cuts if first < c and last is not None and c <= last]
        begins = [first, *inner]
        ends = [*(c - timedelta(days=1) for c in inner), last]
        spans += [(name, b, e) for b, e in zip(begins, ends, strict=True)]
    total = {name: sum(n == name for n, *_ in spans) for name in names}
    seen: dict[str, int] = {}
    out = []
    for name, first, last in spans:
        seen[name] = seen.get(name, 0) + 1
        number = f" {ROMAN[seen[name]]}" if total[name] > 1 else ""
        out.append(Term(first, last, called[name] + number))
    return tuple(out)


def _whole_years(window: Window) -> int | None:
    """Count the years of a window that is made of whole ones; else None."""
    first, end = window.ends()
    after = (end + timedelta(days=1)).date()
    same = (after.month, after.day) == (first.month, first.day)
    return after.year - first.year if same and after.year > first.year else None


def _office(window: Window) -> tuple[Term, Term | None] | None:
    """Find the term or presidency that a window is, and the one before it; None if it is none.

    A window that is not over may end before its term does.
    """
    for whole in (False, True):
        known = terms(whole)
        for i, term in enumerate(known):
            if window.first != term.first:
                continue
            if window.last == term.last or (term.last is None and i == len(known) - 1):
                return term, known[i - 1] if i else None
    return None
