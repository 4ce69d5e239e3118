"""How long a wait took last time: kept, read back, and never in the way."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from analysis.commands.shared import output
from analysis.commands.shared.lasted import MOST, last_time, remember


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("UNSHIFT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "waits.json"


def test_seconds_are_kept_by_what_was_done(kept):
    assert last_time("reading") is None
    remember("reading", 3.14)
    remember("fitting", 8.0)
    remember("reading", 2.0)
    assert (last_time("reading"), last_time("fitting")) == (2.0, 8.0)


def test_the_oldest_are_forgotten(kept):
    for k in range(MOST + 3):
        remember(f"work {k}", 1.0 + k)
    assert len(json.loads(kept.read_text())) == MOST
    assert last_time("work 2") is None
    assert last_time("work 3") == 4.0


@pytest.mark.parametrize("text", ["{", "[1]", '{"reading": "x"}', '{"reading": NaN}', "\0" * 99])
def test_a_damaged_file_says_nothing_and_is_replaced(kept, text):
    kept.parent.mkdir()
    kept.write_text(text)
    assert last_time("reading") is None
    remember("reading", 5.0)
    assert last_time("reading") == 5.0


def test_where_nothing_can_be_kept_nothing_is_lost(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for place in ("off", str(tmp_path / "file" / "below")):
        monkeypatch.setenv("UNSHIFT_CACHE", place)
        remember("reading", 5.0)
        assert last_time("reading") is None


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def test_a_long_wait_is_remembered_on_a_terminal_alone(kept, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(output, "time", clock)
    for terminal, known in ((False, None), (True, 30.0)):
        on = Console(force_terminal=terminal, file=io.StringIO(), width=80)
        monkeypatch.setattr(output, "console", on)
        with output.waiting("reading"):
            clock.now += 30.0
        assert last_time("reading") == known
    with output.waiting("looking"):
        clock.now += 0.5
    assert last_time("looking") is None


def test_the_second_time_a_bar_says_what_is_left(kept, monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(output, "console", Console(force_terminal=True, file=shown, width=80))
    with output.waiting("reading"):
        pass
    assert "left" not in shown.getvalue()
    remember("reading", 30.0)
    with output.waiting("reading"):
        pass
    assert "s left" in shown.getvalue()
