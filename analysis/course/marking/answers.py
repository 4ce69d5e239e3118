"""Answers as plain data, so that they leave a student's process without any of its code.

What a submission hands over is JSON of a few kinds, written here and read here. Nothing is
unpickled: reading can lead to a value that is wrong, and to nothing else. A function stays where
it is, and is called there.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.study import Study

__all__ = ["Foreign", "RemoteFunction", "decode", "encode"]

#: Levels of lists in lists, elements of one answer, digits of a whole number.
DEEPEST, MOST, DIGITS = 12, 200_000, 300
Call = Callable[[int, list[Any]], tuple[Any, list[str]]]


class Foreign:
    """Stands for an answer of a kind that no exercise asks for; its type has the same name."""


class RemoteFunction:
    """A function that stays in the student's process, and is called there.

    Parameters
    ----------
    number : int
        Which of those that were handed over.
    call : callable
        Takes the number and the arguments; returns what came back, and the names of functions
        of the suite that ran on the way.
    """

    def __init__(self, number: int, call: Call) -> None:
        self.number = number
        self._call = call

    def __call__(self, *arguments: Any) -> Any:
        """Call it, and forget what else it called."""
        return self.listened(*arguments)[0]

    def listened(self, *arguments: Any) -> tuple[Any, list[str]]:
        """Call it, and say which functions of the suite ran."""
        return self._call(self.number, list(arguments))


RemoteFunction.__name__ = "function"  # hints name the type


def encode(value: Any, functions: list[Any] | None = None) -> str:
    """Write a value as text.

    Parameters
    ----------
    value : object
    functions : list, optional
        Gets the functions among them; without it they are foreign.

    Returns
    -------
    str
        ASCII.

    Examples
    --------
    >>> encode({"a": (1, 2.5)})
    '{"dict": [["a", {"tuple": [1, 2.5]}]]}'
    """
    return json.dumps(_Writer(functions).plain(value, 0))


def decode(text: str | bytes, call: Call | None = None) -> Any:
    """Read a value that `encode` wrote, or somebody in its name.

    Raises
    ------
    ValueError
        If it is not of the form.

    Examples
    --------
    >>> decode(encode([1, {"b": None}]))
    [1, {'b': None}]
    """
    try:
        return _value(json.loads(text), call)
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as why:
        raise ValueError(f"not an answer: {type(why).__name__}") from None


class _Writer:
    def __init__(self, functions: list[Any] | None) -> None:
        self.functions = functions
        self.left = MOST

    def plain(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if depth > DEEPEST or self.left < 0:
            return {"foreign": "too large"}
        if value is None or isinstance(value, bool):
            return value
        if value is ...:
            return {"dots": 1}
        if isinstance(value, str):
            return str(value)
        if isinstance(value, (np.generic, np.ndarray)) and not isinstance(value, np.void):
            return self._array(np.asarray(value), isinstance(value, np.generic), depth)
        if isinstance(value, int):
            return int(value) if abs(value) < 10**DIGITS else {"foreign": "int"}
        if isinstance(value, float):
            number = float(value)
            return number if math.isfinite(number) else {"float": repr(number)}
        return self._other(value, depth)

    def _other(self, value: Any, depth: int) -> Any:
        if isinstance(value, pd.DataFrame):
            columns = [
                self._array(np.asarray(value.iloc[:, k]), False, depth)
                for k in range(value.shape[1])
            ]
            return {
                "frame": [
                    self._index(value.columns, depth),
                    self._index(value.index, depth),
                    columns,
                ]
            }
        if isinstance(value, pd.Series):
            name = self.plain(value.name, depth + 1)
            return {
                "series": [
                    self._array(np.asarray(value), False, depth),
                    self._index(value.index, depth),
                    name,
                ]
            }
        if isinstance(value, pd.Index):
            return {"index": self._index(value, depth)}
        if value is pd.NaT or value is pd.NA:
            return {"float": "nan"}
        if isinstance(value, (dt.date, pd.Period)):
            return {"date": str(value)}
        if isinstance(value, Study):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            return {"study": self.plain(fields, depth + 1)}
        if isinstance(value, io.StringIO):
            return {"file": value.getvalue()}
        if isinstance(value, Mapping):
            pairs = [
                [self.plain(k, depth + 1), self.plain(v, depth + 1)]
                for k, v in self._some(value.items())
            ]
            return {"dict": pairs}
        for kind in (list, tuple, set, frozenset):
            if isinstance(value, kind):
                return self._listed(kind.__name__, value, depth)
        if callable(value):
            if self.functions is None or isinstance(value, type):
                return {"foreign": type(value).__name__}
            self.functions.append(value)
            return {"function": len(self.functions) - 1}
        if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray, memoryview)):
            return self._listed("list", value, depth)  # a range, a generator, keys of a dictionary
        return {"foreign": type(value).__name__}

    def _listed(self, kind: str, values: Iterable[Any], depth: int) -> Any:
        inner = [self.plain(v, depth + 1) for v in self._some(values)]
        return inner if kind == "list" else {kind: inner}

    def _some(self, values: Iterable[Any]) -> Iterable[Any]:
        """As many as may still come; of a generator without end the rest is not asked for."""
        for value in values:
            if self.left < 0:
                return
            yield value

    def _array(self, array: Any, scalar: bool, depth: int) -> Any:
        if array.dtype.kind in "biufc" and array.dtype.itemsize <= 16:
            raw = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
            return {"scalar" if scalar else "array": [array.dtype.str, list(array.shape), raw]}
        if array.dtype.kind in "mM":
            array = array.astype(str)
        values = [self.plain(v, depth + 1) for v in self._some(array.ravel().tolist())]
        if scalar:
            return values[0] if values else None
        return {"objects": [list(array.shape), values]}

    def _index(self, index: Any, depth: int) -> Any:
        if isinstance(index, pd.RangeIndex):
            return {"range": [index.start, index.stop, index.step]}
        return [self.plain(list(index), depth + 1), self.plain(list(index.names), depth + 1)]


def _value(plain: Any, call: Call | None) -> Any:
    if isinstance(plain, list):
        return [_value(v, call) for v in plain]
    if not isinstance(plain, dict):
        return plain
    ((kind, what),) = plain.items()
    if kind in _READERS:
        return _READERS[kind](what, call)
    raise ValueError(f"not an answer: {kind[:20]!r}")


def _array(what: Any, call: Call | None) -> Any:
    code, shape, raw = what
    dtype = np.dtype(str(code))
    if dtype.kind not in "biufc" or dtype.hasobject:
        raise ValueError("not an answer: its dtype")
    return np.frombuffer(base64.b64decode(raw), dtype=dtype).reshape([int(n) for n in shape]).copy()


def _objects(what: Any, call: Call | None) -> Any:
    shape, values = what
    array = np.empty(len(values), dtype=object)
    array[:] = [_value(v, call) for v in values]
    return array.reshape([int(n) for n in shape])


def _index(what: Any, call: Call | None) -> Any:
    if isinstance(what, dict):
        rows = range(*(int(n) for n in what["range"]))
        if len(rows) > MOST:
            raise ValueError("not an answer: its index")
        return pd.RangeIndex(rows)
    labels, names = _value(what, call)
    if len(names) > 1:
        return pd.MultiIndex.from_tuples([tuple(x) for x in labels], names=names)
    return pd.Index(labels, name=names[0])


def _frame(what: Any, call: Call | None) -> Any:
    names, index, columns = what
    labels, rows = _index(names, call), _index(index, call)
    made = pd.DataFrame({k: _value(c, call) for k, c in enumerate(columns)}, index=rows)
    made.columns = labels
    return made


def _series(what: Any, call: Call | None) -> Any:
    values, index, name = what
    return pd.Series(_value(values, call), index=_index(index, call), name=_value(name, call))


def _study(what: Any, call: Call | None) -> Any:
    fields = _value(what, call)
    try:
        return Study(**fields)
    except Exception:  # made by hand in a way that its constructor refuses
        return _foreign("Study", call)


def _foreign(what: Any, call: Call | None) -> Any:
    return type(str(what)[:80], (Foreign,), {})()


def _function(what: Any, call: Call | None) -> Any:
    return _foreign("function", call) if call is None else RemoteFunction(int(what), call)


_READERS: dict[str, Callable[[Any, Call | None], Any]] = {
    "dots": lambda what, call: ...,
    "float": lambda what, call: float(str(what)),
    "array": _array,
    "scalar": lambda what, call: _array(what, call)[()],
    "objects": _objects,
    "index": _index,
    "frame": _frame,
    "series": _series,
    "date": lambda what, call: dt.date.fromisoformat(str(what)[:10]),
    "study": _study,
    "file": lambda what, call: io.StringIO(str(what)),
    "dict": lambda what, call: {_value(k, call): _value(v, call) for k, v in what},
    "tuple": lambda what, call: tuple(_value(v, call) for v in what),
    "set": lambda what, call: {_value(v, call) for v in what},
    "frozenset": lambda what, call: frozenset(_value(v, call) for v in what),
    "foreign": _foreign,
    "function": _function,
}
