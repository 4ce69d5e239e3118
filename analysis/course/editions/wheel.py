"""The part of the suite that lessons run on, as a package that pip installs by itself.

It carries the data that the lessons read, and asks for the packages that they import and no
others; the wheel of the whole suite asks for what reports need too. Both hold the package
``analysis``, so an environment has one or the other.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence

from analysis import __version__

__all__ = ["WHEEL", "course_wheel", "zipped"]

NAME = "unshift_course"
WHEEL = f"{NAME}-{__version__}-py3-none-any.whl"
INFO = f"{NAME}-{__version__}.dist-info"
#: Where an installed package looks for what a checkout has beside ``analysis``.
SHIPPED = "analysis/shipped/"
ABOUT = """Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: What the lessons of unshift run on, with the data that they read
Requires-Python: >=3.11
License: MIT
{needs}
Lessons on measuring foreign policy from votes. Not beside the package `unshift`, which holds it.
"""
KIND = """Wheel-Version: 1.0
Generator: unshift
Root-Is-Purelib: true
Tag: py3-none-any
"""


def course_wheel(
    files: Mapping[str, bytes],
    needs: Sequence[str],
    extras: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Make the wheel.

    Parameters
    ----------
    files : mapping of str to bytes
        By their place in a checkout.
    needs : sequence of str
        What pip is to install with it, such as ``"numpy>=2.0,<3"``.
    extras : mapping of str to sequence of str, optional
        What it is to install where it is asked for by a name in brackets.

    Returns
    -------
    bytes
        The same for the same files.

    Examples
    --------
    >>> made = course_wheel({"analysis/x.py": b"", "study.yml": b""}, ["numpy>=2"])
    >>> [n for n in zipfile.ZipFile(io.BytesIO(made)).namelist() if "dist-info" not in n]
    ['analysis/shipped/study.yml', 'analysis/x.py']
    """
    placed = {
        name if name.startswith("analysis/") else SHIPPED + name: data
        for name, data in files.items()
    }
    asked = "".join(f"Requires-Dist: {need}\n" for need in needs)
    for extra, more in (extras or {}).items():
        asked += f"Provides-Extra: {extra}\n"
        asked += "".join(f'Requires-Dist: {need}; extra == "{extra}"\n' for need in more)
    about = ABOUT.format(name=NAME.replace("_", "-"), version=__version__, needs=asked)
    placed |= {f"{INFO}/METADATA": about.encode(), f"{INFO}/WHEEL": KIND.encode()}
    rows = [f"{name},sha256={_hash(placed[name])},{len(placed[name])}" for name in sorted(placed)]
    record = f"{INFO}/RECORD"
    placed[record] = "\n".join([*rows, f"{record},,", ""]).encode()
    return zipped(placed)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Make an archive in which nothing depends on the day or on the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            about.create_system = 3
            archive.writestr(about, files[name], compresslevel=9)
    return out.getvalue()


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
