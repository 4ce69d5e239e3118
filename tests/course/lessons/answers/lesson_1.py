"""Lesson 1: right answers in the ways they may be written, and slips with their hints."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.course.lessons.lesson_1 import damaged_record, file_of_votes
from analysis.record.codes import is_cast
from analysis.rollcalls.load import load_rollcalls

ASSEMBLY = load_rollcalls("embedded").select(body="GA")
SEED = 7
SITUATIONS = {
    "yellow": "abstain",
    "corridor": "absent",
    "south_sudan": "not a member",
    "lost_page": "not recorded",
    "declared": "absent",
}
PLAIN = pd.read_csv(file_of_votes())
WHOLE = pd.read_csv(file_of_votes(), keep_default_na=False)
#: Found from the damaged cells themselves, not from the totals.
WRONG_CELLS = damaged_record(SEED).votes != ASSEMBLY.votes
SYMBOLS = [
    symbol
    for symbol, before, after in zip(
        ASSEMBLY.calls["symbol"], ASSEMBLY.votes.T, damaged_record(SEED).votes.T, strict=True
    )
    if sorted(before.tolist()) != sorted(after.tolist())
]
DAMAGED = ASSEMBLY.calls["symbol"][WRONG_CELLS.any(axis=0)].tolist()
ONLY_YES = [
    s
    for s, before, after in zip(
        ASSEMBLY.calls["symbol"], ASSEMBLY.votes.T, damaged_record(SEED).votes.T, strict=True
    )
    if (before == 1).sum() != (after == 1).sum()
]
FIRST, LATER = (
    ASSEMBLY.votes[:, ASSEMBLY.calls["symbol"].tolist().index(s)]
    for s in ("A/RES/71/205", "A/RES/76/179")
)
BOTH = is_cast(FIRST) & is_cast(LATER)


def read(file):
    return pd.read_csv(file, keep_default_na=False)


def read_as_text(file):
    return pd.read_csv(file, dtype=str, na_filter=False).rename(index=lambda i: i + 5)


def read_only_blanks_as_missing(file):
    return pd.read_csv(file, keep_default_na=False, na_values=[""])


def fill_where_it_was(file):
    table = pd.read_csv(file)
    row = PLAIN["iso2"].isna().to_numpy().nonzero()[0][0]
    if len(table) > row:
        table.loc[row, "iso2"] = "NA"
    return table


RIGHT: dict[str, list[tuple[object, ...]]] = {
    "1.1": [(SITUATIONS,), ({k: f" {v.title()} " for k, v in SITUATIONS.items()},)],
    "1.2": [(13 / 14,), (0.929,), (np.float32(0.929),)],
    "1.3": [(1, read), (np.int64(1), read_as_text), (1.0, read_only_blanks_as_missing)],
    "1.4": [(SYMBOLS, SEED), (set(SYMBOLS), SEED), (pd.Series(SYMBOLS[::-1]), SEED)],
    "1.5": [(20,), (20.0,)],
}
WRONG = {
    "1.1": [
        (({"yellow": "abstain"},), "keys"),
        ((SITUATIONS | {"corridor": "abstain"},), "an abstention is cast"),
        ((SITUATIONS | {"declared": "abstain"},), "an abstention is cast"),
        ((SITUATIONS | {"south_sudan": "absent"},), "Was it a member then"),
        ((SITUATIONS | {"lost_page": "absent"},), "is its vote known"),
        ((SITUATIONS | {"corridor": "not recorded"},), "do we know that it did nothing"),
        ((SITUATIONS | {"corridor": "not a member"},), "not yet a member"),
        ((SITUATIONS | {"yellow": "no"},), "which button"),
        ((SITUATIONS | {"yellow": "maybe"},), "the six things"),
        ((["abstain"] * 5,), "dict"),
    ],
    "1.2": [
        ((13 / 25,), "divide by votes cast"),
        ((24 / 25,), "You counted absences as abstentions"),
        ((92.9,), "not a percentage"),
        ((0.5,), "keep the codes 1, 2 and 3"),
        ((0.93,), "three decimals"),
        ((13,), "not a count"),
        (("0.929",), "not of the kind"),
    ],
    "1.3": [
        ((1, pd.read_csv), "still has a missing value"),
        ((1, lambda file: pd.read_csv(file).dropna()), "drops a member"),
        ((1, lambda file: pd.read_csv(file).fillna("missing")), "Do not fill the gap"),
        ((1, lambda file: pd.read_csv(file).fillna("NA")), "You fill gaps after reading"),
        (
            (1, lambda file: pd.read_csv(file).assign(iso2=lambda t: t["iso2"].fillna("NA"))),
            "You fill gaps after reading",
        ),
        ((1, lambda file: pd.read_csv(file).replace(np.nan, "NA")), "You fill gaps after reading"),
        ((1, lambda file: WHOLE), "the file that the function is given"),
        ((1, fill_where_it_was), "still lost"),
        ((0, read), "`lost` counts"),
        ((2, read), "`lost` counts"),
        ((1, WHOLE), "a function of a file"),
        ((1, lambda file: read(file)["iso2"]), "return a DataFrame"),
        ((1, lambda file: read(file).assign(vote="A")), "not as it stands"),
        ((1, lambda file: read(file).rename(columns={"iso2": "code"})), "columns iso2 and vote"),
        ((1, lambda file: pd.read_csv("votes.csv")), "Yours stops on the file"),
        ((1, lambda file: None), "return a DataFrame"),
    ],
    "1.4": [
        ((ONLY_YES, SEED), "You compared the Yeses alone"),
        ((SYMBOLS[:1] if SYMBOLS[:1] != ONLY_YES else SYMBOLS[1:], SEED), "There are more"),
        (([], SEED), "There are more"),
        ((DAMAGED, SEED), "keep the rows where any of the four differs"),
        ((ASSEMBLY.calls["symbol"], SEED), "keep the rows"),
        ((["A/RES/1/1"], SEED), "no symbol of this record"),
        ((SYMBOLS[0], SEED), "Give a list"),
    ],
    "1.5": [
        ((int((FIRST != LATER).sum()),), "no change of position"),
        ((int((is_cast(FIRST) & (FIRST != LATER)).sum()),), "both times"),
        ((int((is_cast(LATER) & (FIRST != LATER)).sum()),), "both times"),
        ((int((BOTH & (abs(FIRST - LATER) == 2)).sum()),), "a change of vote, too"),
        ((int((BOTH & (FIRST == LATER)).sum()),), "voted alike"),
        ((0,), "codes 1 to 3"),
    ],
}


def right() -> dict[str, list[tuple[object, ...]]]:
    return RIGHT
