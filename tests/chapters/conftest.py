"""Records that chapters are tried on: the embedded one, and a small one that is simulated."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from analysis.chapters.pieces import Picture, Piece, Prose, Table
from analysis.record.texts import text_table
from analysis.resolutions import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls
from analysis.simulate import simulate
from analysis.tables import table_cells


@pytest.fixture(scope="session")
def embedded() -> RollCalls:
    return load_rollcalls("embedded")


@pytest.fixture(scope="session")
def known() -> RollCalls:
    """The embedded record with the roll call of which only some votes are known."""
    return load_rollcalls("embedded", partial=True)


@pytest.fixture(scope="session")
def texts() -> Resolutions:
    """Two texts of session 80 by vote, one without; one of session 73, and one of a special."""
    symbols = ["A/RES/73/1", "A/RES/80/1", "A/RES/80/2", "A/RES/80/4", "A/RES/ES-11/7"]
    return Resolutions.of(
        text_table(
            {
                "symbol": symbols,
                "body": "GA",
                "session": ["73", "80", "80", "80", "ES-11"],
                "date": ["2018-12-01", "2025-09-30", "2025-10-01", "2025-12-01", "2025-02-24"],
                "adopted": ["vote", "vote", "without a vote", "vote", "vote"],
            },
            len(symbols),
        )
    )


@pytest.fixture(scope="session")
def small() -> RollCalls:
    """A record in which neither Ukraine nor the Council occurs."""
    return simulate("null", seed=3, n_states=20, years=8, calls_per_year=30).rollcalls


@pytest.fixture
def flat():
    """Give the pieces of a chapter in order, each checked for what a reader must not meet."""
    return _flat


def _flat(*given: Piece | Iterable[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    for piece in given:
        pieces += [piece] if isinstance(piece, Piece) else _flat(*(piece or ()))
    for piece in pieces:
        for text in _texts(piece):
            assert text.strip()
            for wrong in ("nan", "None were", "is None", "NaT", "<NA>", "()", " ,"):
                assert not re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", text), (wrong, text)
    return pieces


def _texts(piece: Piece) -> list[str]:
    if isinstance(piece, Picture):
        assert piece.label.startswith("fig-")
        return [piece.caption, piece.alt]
    if isinstance(piece, Table):
        assert piece.label.startswith("tbl-")
        assert not piece.widths or len(piece.widths) == len(piece.columns)
        table_cells(piece.rows, columns=piece.columns, digits=piece.digits, plain=piece.plain)
        return [piece.caption]
    return [piece.text if isinstance(piece, Prose) else piece.abstract]
