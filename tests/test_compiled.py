"""What is compiled where there is a compiler, and what runs where there is none."""

from __future__ import annotations

from analysis import compiled


def test_without_a_compiler_the_twin_runs_or_the_loop_itself(monkeypatch):
    monkeypatch.setattr(compiled, "COMPILED", False)

    def twin(x):
        return x + 1

    def loop(x):
        return x + 2

    assert compiled.njit(twin, cache=True)(loop) is twin
    assert compiled.njit(cache=True, parallel=True)(loop) is loop


def test_with_one_the_loop_is_compiled_and_the_twin_left_alone():
    made = compiled.njit(lambda x: 0, cache=False)(lambda x: x + 2)
    assert made(1) == 3
    assert made.signatures
