"""The kernels of the sampler: the list."""

from __future__ import annotations

from analysis.errors import UsageError
from analysis.idealpoints.authors.kernel import AuthorsKernel
from analysis.idealpoints.sampler.exact import ExactKernel
from analysis.idealpoints.sampler.kernel import Kernel

__all__ = ["KERNELS", "kernel_named"]

#: Every kernel, by name.
KERNELS: dict[str, Kernel] = {k.name: k for k in (ExactKernel(), AuthorsKernel())}


def kernel_named(kernel: str | Kernel) -> Kernel:
    """Return a kernel by its name, or as it was given.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> kernel_named("exact"), list(KERNELS)
    (ExactKernel(), ['exact', 'bsv'])
    """
    if not isinstance(kernel, str):
        return kernel
    if kernel not in KERNELS:
        raise UsageError(f"unknown kernel {kernel!r}", "kernel", f"use {', '.join(KERNELS)}")
    return KERNELS[kernel]
