"""YAML that people write: of a stated size, without aliases, not nested without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from analysis.files import read_plain

__all__ = ["LARGEST", "read_yaml"]

#: Bytes; a study is about one thousand.
LARGEST = 64 * 1024
DEEPEST = 20
#: Digits of a number.
LONGEST = 100


class _Plain(yaml.SafeLoader):
    """A safe loader that refuses what unfolds to more than is written."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            where = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "an alias is not read here", where)
        self.depth += 1
        if self.depth > DEEPEST:
            where = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, f"nested {self.depth} deep", where)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _number(loader: _Plain, node: Any) -> Any:
    """Read a whole number; one of thousands of digits could not even be written in an error."""
    if len(node.value) > LONGEST:
        raise yaml.constructor.ConstructorError(None, None, "a number too long", node.start_mark)
    return loader.construct_yaml_int(node)


_Plain.add_constructor("tag:yaml.org,2002:int", _number)


def read_yaml(path: Path, largest: int = LARGEST) -> Any:
    r"""Read a file of YAML.

    Parameters
    ----------
    path : Path
    largest : int
        Bytes that are read at most.

    Raises
    ------
    OSError
        If the file cannot be read, is no plain file or is larger.
    ValueError
        If it is not UTF-8, or holds a value that cannot be, such as 30 February.
    yaml.YAMLError
        If it is not YAML, has an alias, or is nested more than 20 deep.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.yml"
    >>> _ = path.write_text("a: &x [1]\nb: *x\n")
    >>> read_yaml(path)
    Traceback (most recent call last):
    yaml.composer.ComposerError: an alias is not read here
      in "<unicode string>", line 2, column 4:
        b: *x
           ^
    """
    text = read_plain(path, largest).decode("utf-8-sig")
    try:
        return yaml.load(text, Loader=_Plain)  # noqa: S506
    except RecursionError:  # flow collections are parsed by recursion before they are composed
        raise yaml.YAMLError("nested too deeply") from None
