"""ArviZ without its daily word on stderr, also where it cannot note that it has said it."""

from __future__ import annotations

import os
import warnings
from typing import Any

from analysis.files import throw_away

__all__ = ["arviz"]


def arviz() -> Any:
    """Import ArviZ, which on the first import of a day warns and writes into the home.

    Returns
    -------
    module

    Examples
    --------
    >>> arviz().__name__
    'arviz'
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import arviz as found
        except OSError:  # a home that cannot be written
            before = os.environ.get("XDG_CACHE_HOME")
            with throw_away() as folder:
                os.environ["XDG_CACHE_HOME"] = str(folder)
                try:
                    import arviz as found
                finally:
                    del os.environ["XDG_CACHE_HOME"]
                    if before is not None:
                        os.environ["XDG_CACHE_HOME"] = before
    return found
