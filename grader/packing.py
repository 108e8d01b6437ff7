"""Zip files that are the same byte for byte wherever and whenever they are made."""

import io
import zipfile
from collections.abc import Mapping

import numpy as np

from .model import Array

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file knows: all members have it."""

UNIX = 3
READABLE, RUNNABLE = 0o100644 << 16, 0o100755 << 16


def stored(array: Array) -> bytes:
    """An array in NumPy's own format."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip file of these files, by name. Scripts, which begin with `#!`, can be run."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = UNIX
            member.external_attr = RUNNABLE if content.startswith(b"#!") else READABLE
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content, compresslevel=9)
    return stream.getvalue()
