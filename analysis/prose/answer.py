"""Page one in sentences: how a state voted, with whom, against what before, and what is sure.

The lead sentence gives levels and shares, never index points. Which one stands is chosen by
`case_of`, from the directions of changes; a direction is up or down only where the interval of the
change excludes zero, and small where it does but the share moved by less than `LEAST`: a few votes
in a hundred are no news, however sure. Each rule is tested on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.words import list_of, none_or, number_of, out_of, share_of, upper_first

__all__ = [
    "CASES",
    "ITS_ALLIES",
    "LEAST",
    "Counts",
    "Directions",
    "case_of",
    "from_counts",
    "headline",
    "lead",
    "left_out_sentence",
    "most_of",
    "named_states",
    "standing",
    "sure",
    "too_few",
]

#: How allies are called, first and then.
ITS_ALLIES = ("its allies", "the allies")

#: Votes in either window below which no clear change is no sign that nothing changed.
FEW = 20
#: Change of a share from which on a lead sentence or a headline is about it.
LEAST = 0.05
#: What can have happened, by name, in the order in which they are tried.
CASES = {
    "too thin": "a change has no interval",
    "to the rival": "more often as the rival on divided texts, and less often as the allies",
    "on its own": "less often as the allies on divided texts, and not more often as the rival",
    "to the allies": "more often as the allies on divided texts",
    "from the rival": "less often as the rival, and not more often as the allies",
    "more noes": "none of these, and a larger share of No",
    "fewer noes": "none of these, and a smaller share of No",
    "no change": "none of these",
}


@dataclass(frozen=True)
class Directions:
    """Which way four numbers went, against one baseline: up, down, small, unclear or missing.

    Attributes
    ----------
    no : str
        Share of No among votes cast.
    allies, rival : str
        Share of divided texts on which the state voted as the allies, as the rival.
    same_texts : str
        Agreement with the allies, or where there are none with the rival, on texts voted on in both
        windows.
    """

    no: str = "missing"
    allies: str = "missing"
    rival: str = "missing"
    same_texts: str = "missing"


@dataclass(frozen=True)
class Counts:
    """What is counted in one window.

    Attributes
    ----------
    label : str
        The window in words, such as "Biden" or "20 January 2021 to 19 January 2025".
    no, cast, alone : int
        Noes, votes cast, and Noes that no other state cast.
    divided, as_allies, as_rival, as_neither : int
        Texts on which most allies and the rival voted differently and the state voted, and how.
    when : str
        The window within a sentence, where it has no name: "in the four years before".
    calls, absent : int
        Whole texts put to a vote, and those of them from whose vote it was absent; where it was
        neither absent nor voted it was no member.
    """

    label: str
    no: int = 0
    cast: int = 0
    alone: int = 0
    divided: int = 0
    as_allies: int = 0
    as_rival: int = 0
    as_neither: int = 0
    when: str = ""
    calls: int = 0
    absent: int = 0


def case_of(ways: Directions) -> str:
    """Choose what the lead sentence is about.

    Returns
    -------
    str
        A key of `CASES`.

    Examples
    --------
    >>> case_of(Directions(no="up", allies="down", rival="unclear"))
    'on its own'
    >>> case_of(Directions(no="up", allies="unclear", rival="unclear"))
    'more noes'
    """
    if ways.no == "missing" and ways.allies == "missing":
        return "too thin"
    if ways.allies == "down":
        return "to the rival" if ways.rival == "up" else "on its own"
    if ways.allies == "up":
        return "to the allies"
    if ways.rival == "up":
        return "to the rival"
    if ways.rival == "down":
        return "from the rival"
    return {"up": "more noes", "down": "fewer noes"}.get(ways.no, "no change")


def too_few(ways: Directions, counts: Mapping[str, Counts]) -> bool:
    """Whether the votes are too few to say that a state votes as it did, or that it does not.

    Examples
    --------
    >>> open_ = Directions("unclear", "unclear", "unclear")
    >>> [too_few(open_, {"after": Counts("", 2, n), "before": Counts("", 5, 40)}) for n in (19, 20)]
    [True, False]
    """
    case = case_of(ways)
    cast = min(counts["after"].cast, counts["before"].cast)
    return case == "too thin" or (case == "no change" and cast < FEW)


def headline(
    name: str,
    rival: str,
    ways: Directions,
    group: tuple[str, str] = ITS_ALLIES,
    on_divided: bool = False,
) -> str:
    """Say in a few words what the figure of page one shows.

    Parameters
    ----------
    name, rival : str
        As within a sentence.
    ways : Directions
        Against the window before.
    group : tuple of str
        What the allies are called, first and then.
    on_divided : bool
        Whether to say that this is so on divided texts, since lines of all texts do not show it.

    Examples
    --------
    >>> headline("the United States", "Russia", Directions("up", "down", "unclear"))
    'The United States votes less often as most of its allies do; with Russia no clear change'
    >>> headline("Chile", "China", Directions("unclear", "unclear", "up"), on_divided=True)
    'Where most of its allies and China differ, Chile votes more often as China does'
    """
    case = case_of(ways)
    where = f"Where {most_of(group)} and {rival} differ, " if on_divided else ""
    first, most = f"{where}{name}", f"as {most_of(group)} {_do(group)}"
    apart = {
        "down": f", and less often as {rival} does",
        "small": f"; with {rival} little has changed",
    }
    said = {
        "too thin": "has too few votes on record for a comparison",
        "to the rival": f"votes more often as {rival} does"
        + (f", and less often {most}" if ways.allies == "down" else ""),
        "on its own": f"votes less often {most}"
        + apart.get(ways.rival, f"; with {rival} no clear change"),
        "to the allies": f"votes more often {most}",
        "from the rival": f"votes less often as {rival} does",
        "more noes": "votes No more often than before",
        "fewer noes": "votes No less often than before",
        "no change": "votes much as it did before",
    }
    return upper_first(f"{first} {said[case]}")


def lead(
    name: str,
    rival: str,
    since: str,
    ways: Directions,
    counts: Mapping[str, Counts],
    group: tuple[str, str] = ITS_ALLIES,
    until: str = "",
) -> str:
    """Write the sentence that a newspaper can quote.

    Parameters
    ----------
    name, rival : str
        As within a sentence.
    since : str
        The day of the event in words.
    ways : Directions
        Against the window before.
    counts : mapping
        By window: ``after``, ``before`` and, where there is one, ``earlier``.
    group : tuple of str
        What the allies are called, first and then.
    until : str
        The last day of the window in words, where the record goes on beyond it.

    Examples
    --------
    >>> counts = {"after": Counts("now", 9, 10), "before": Counts("A", 5, 10)}
    >>> ways = Directions("up", "unclear", "unclear")
    >>> lead("France", "Russia", "1 May 2020", ways, counts)
    'Since 1 May 2020 France has voted No on 90% of the texts put to a vote on which it voted \
(9 of 10), after 50% (A).'
    >>> lead("France", "Russia", "1 May 2000", ways, counts, until="30 April 2004")
    'From 1 May 2000 to 30 April 2004 France voted No on 90% of the texts put to a vote on which \
it voted (9 of 10), after 50% (A).'
    """
    after, before = counts["after"], counts["before"]
    has = "" if until else "has "
    begun = f"From {since} to {until} {name}" if until else f"Since {since} {name}"
    if not after.cast:
        return f"{begun} {has}cast no vote on a whole text in this record."
    noes = (
        f"{has}voted No on {_share(after.no, after.cast)} of the texts put to a vote on which it "
        f"voted ({after.no:,} of {after.cast:,})"
    )
    if not before.cast:
        split = f"; {_split(after, rival, group)}" if after.divided else ""
        return f"{begun} {noes}{split}; {_silence(before)}"
    if too_few(ways, counts):
        return (
            f"{begun} {has}voted No on {none_or(after.no)} of the {number_of(after.cast, 'text')} "
            f"put to a vote on which it voted, after {none_or(before.no)} of {before.cast:,} "
            f"{before.when or f'before ({before.label})'}: too few votes to say whether its voting "
            "changed."
        )
    noes += f", after {_baselines(counts)}"
    if not after.divided:
        return f"{begun} {noes}."
    split = _split(after, rival, group)
    if before.divided:
        split += (
            f"; before, on {_share(before.as_allies, before.divided)}, "
            f"{_share(before.as_rival, before.divided)} and "
            f"{_share(before.as_neither, before.divided)} of {before.divided:,}"
        )
    return f"{begun} {noes}; {split}."


def standing(name: str, year: int, shares: Sequence[tuple[str, float]]) -> str:
    """Say how often a state voted as some others did, where no change can be told.

    Parameters
    ----------
    name : str
        As within a sentence.
    year : int
    shares : sequence of (str, float)
        Others as within a sentence, and the shares of texts; the first are told.

    Examples
    --------
    >>> standing("South Africa", 1997, [("its regional group", 0.912), ("the United States", 0.4)])
    'In 1997 South Africa voted on 91% of texts as its regional group did, on 40% as the United \
States did'
    """
    if not shares:
        return f"How {name} voted"
    told = [f"on {share:.0%}{{}} as {other} did" for other, share in shares[:2]]
    first = ", ".join(part.format("" if i else " of texts") for i, part in enumerate(told))
    return f"In {year} {name} voted {first}"


def sure(
    rival: str,
    before: Directions,
    earlier: Directions,
    names: Mapping[str, str],
    group: tuple[str, str] = ITS_ALLIES,
) -> str:
    """Say what is sure of the changes, and what is not.

    Parameters
    ----------
    rival : str
    before, earlier : Directions
        Against either baseline.
    names : mapping
        The baselines in words, by ``before`` and ``earlier``.
    group : tuple of str
        What the allies are called, first and then.

    Returns
    -------
    str
        One or two sentences: the changes whose intervals exclude zero, and against which baseline;
        then those whose do not.

    Examples
    --------
    >>> sure("Russia", Directions("up", "down", "unclear", "down"), Directions("up", "unclear"),
    ...      {"before": "Biden", "earlier": "Trump I"})
    'Sure by its interval: against both windows, a larger share of No; against Biden only, fewer \
votes as the allies on divided texts and less agreement with the allies on texts voted on both \
times. Not sure: whether it votes as Russia more often or less on divided \
texts.'
    """
    short = group[1]
    what = {
        "no": ("a larger share of No", "a smaller share of No", "whether it votes No more often"),
        "allies": (
            f"more votes as {short} on divided texts",
            f"fewer votes as {short} on divided texts",
            f"whether it votes as {short} more often or less on divided texts",
        ),
        "rival": (
            f"more votes as {rival} on divided texts",
            f"fewer votes as {rival} on divided texts",
            f"whether it votes as {rival} more often or less on divided texts",
        ),
        "same_texts": (
            f"more agreement with {short} on texts voted on both times",
            f"less agreement with {short} on texts voted on both times",
            f"whether agreement with {short} changed on texts voted on both times",
        ),
    }
    known: dict[str, list[str]] = {}
    unclear = []
    for field, (up, down, open_) in what.items():
        ways = {"before": getattr(before, field), "earlier": getattr(earlier, field)}
        clear = {key: way for key, way in ways.items() if way in ("up", "down")}
        if not clear:
            if {"unclear", "small"} & set(ways.values()):
                unclear.append(open_)
            continue
        for way, words in (("up", up), ("down", down)):
            against = [key for key, said in clear.items() if said == way]
            if against:
                which = "both windows" if len(against) == 2 else f"{names[against[0]]} only"
                known.setdefault(which, []).append(words)
    said = []
    if known:
        told = [f"against {which}, {list_of(words)}" for which, words in known.items()]
        said.append(f"Sure by its interval: {'; '.join(told)}.")
    if len(unclear) == len(what):
        said.append(
            f"No change is sure by its interval: not of the share of No, of votes as {short} or as "
            f"{rival} on divided texts, or of agreement with {short} on texts voted on both times."
        )
    elif unclear:
        said.append(f"Not sure: {list_of(unclear)}.")
    return " ".join(said)


def from_counts(missing: Sequence[str], rival: str, group: tuple[str, str] = ITS_ALLIES) -> str:
    """Say that a page is counted from shipped sums, and what needs single votes and is left out.

    Parameters
    ----------
    missing : sequence of {"divided", "allies"}
        What is not shipped for the study, besides what is never.
    rival : str
    group : tuple of str
        What the allies are called, first and then.

    Examples
    --------
    >>> from_counts([], "Russia")
    'No file of single votes was found: this page is counted from sums by day of the whole record, \
which come with the suite. Left out, as it needs single votes, is how it voted on texts that were \
put to a vote in both windows.'
    """
    out = {
        "divided": f"how it voted where {most_of(group)} and {rival} differed",
        "allies": f"how often it voted as {group[0]} did by year",
    }
    named = [
        "how it voted on texts that were put to a vote in both windows",
        *(out[name] for name in missing),
    ]
    verb = "needs" if len(named) == 1 else "need"
    pronoun, is_ = ("it", "is") if len(named) == 1 else ("they", "are")
    return (
        "No file of single votes was found: this page is counted from sums by day of the whole "
        f"record, which come with the suite. Left out, as {pronoun} {verb} single votes, {is_} "
        f"{list_of(named)}."
    )


def named_states(group: tuple[str, str], states: Sequence[str]) -> str:
    """Name the states that stand for allies where there are none; nothing of a single one.

    Examples
    --------
    >>> named_states(("the 2 states it is compared with", "these states"), ["Japan", "Australia"])
    'The 2 states it is compared with are Japan and Australia.'
    """
    return f"{upper_first(group[0])} are {list_of(states)}." if len(states) > 1 else ""


def left_out_sentence(what: Sequence[tuple[str, str]]) -> str:
    """Say which chapters are left out of a report, and why.

    Parameters
    ----------
    what : sequence of (str, str)
        What a chapter is on, and why it is left out.

    Examples
    --------
    >>> left_out_sentence([("ideal points", "for want of single votes"),
    ...                    ("other choices", "for want of single votes")])
    'Left out of this report: ideal points and other choices, for want of single votes.'
    """
    why: dict[str, list[str]] = {}
    for subject, reason in what:
        why.setdefault(reason, []).append(subject)
    said = [f"{list_of(subjects)}, {reason}" for reason, subjects in why.items()]
    return f"Left out of this report: {'; '.join(said)}."


def most_of(group: tuple[str, str]) -> str:
    """Name the allies as those whose most common vote counts; one state votes as a whole.

    Examples
    --------
    >>> most_of(ITS_ALLIES), most_of(("Kiribati", "Kiribati"))
    ('most of its allies', 'Kiribati')
    """
    return group[0] if group[0] == group[1] else f"most of {group[0]}"


def _do(group: tuple[str, str]) -> str:
    return "does" if group[0] == group[1] else "do"


def _share(k: int, n: int) -> str:
    return share_of(k / n)


def _split(after: Counts, rival: str, group: tuple[str, str]) -> str:
    """Write how a state voted where the allies and the rival did not vote alike."""
    return (
        f"where {most_of(group)} and {rival} voted differently "
        f"({number_of(after.divided, 'text')}), it "
        f"voted as {group[1]} on {_share(after.as_allies, after.divided)}, as {rival} on "
        f"{_share(after.as_rival, after.divided)} and as neither on "
        f"{_share(after.as_neither, after.divided)}"
    )


def _silence(before: Counts) -> str:
    """Write that a state cast no vote in a window, and whether it was absent or no member."""
    where = before.when or f"in the window before ({before.label})"
    if not before.calls:
        return f"{where} the record holds no vote of it, so that no change can be told."
    if not before.absent:
        votes = number_of(before.calls, "vote")
        return f"{where}, with {votes}, it was no member, so that no change can be told."
    said = f"absent from {out_of(before.absent, before.calls, 'vote')}"
    if before.absent < before.calls:
        said += " and no member for the others"
    return f"{where} it was {said}. Absence is not abstention: no change can be told."


def _baselines(counts: Mapping[str, Counts]) -> str:
    """Write the share of No in the windows before."""
    held = [counts[key] for key in ("before", "earlier") if key in counts and counts[key].cast]
    return list_of([f"{_share(c.no, c.cast)} {c.when or f'({c.label})'}" for c in held])
