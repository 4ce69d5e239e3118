"""The joined public record, where it is."""

from ..rollcalls.conftest import history

__all__ = ["history"]
