"""Makes the hand-ins that are no plain text: the entries `gen:...` of the manifest.

`python make_inputs.py FOLDER`. Nothing is executed.
"""

import io
import json
import os
import stat
import struct
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = "linear_svm.py"
WRONG = b"def svm_loss_vectorized(W, X, y, reg):\n    return 0.0, W\n"
RIGHT = (Path(__file__).parent / "c01_honest_correct_and_vectorized.py").read_text("utf-8")
MARKER = "/tmp/attack_i28_marker"  # noqa: S108  # named in the attack
MILLION = 1_000_000

Make = Callable[[Path], Any]


def make_all(folder: Path) -> None:
    """Makes every input in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in INPUTS.items():
        make(folder / name)


# --- source files ---------------------------------------------------------------------------


def deep_nesting(path: Path) -> None:
    path.write_text(f"x = {'(' * 100_000}{')' * 100_000}\n")


def huge_literal(path: Path) -> None:
    path.write_text(f"x = {'9' * 200_000}\n")


def big_source(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"#" + b"x" * (MILLION - 2) + b"\n")


def fifo(path: Path) -> None:
    path.mkdir()
    os.mkfifo(path / FILE)


def links(path: Path) -> None:
    for name, target in (("to_a_file", "/etc/passwd"), ("to_zeros", "/dev/zero")):
        (path / name).mkdir(parents=True)
        (path / name / FILE).symlink_to(target)


def hostile_names(path: Path) -> None:
    names = ["new\nline", "rtl\u202egnp", "quo'te\"", "com,ma", '=HYPERLINK("x")', "-rf"]
    names += ["<script>alert(1)</script>", "\x1b[31mred", "::error::x", "[x](y)|z"]
    for name in names:
        (path / name.replace("/", "\u2215")).mkdir(parents=True)
        (path / name.replace("/", "\u2215") / FILE).write_bytes(WRONG)


# --- archives -------------------------------------------------------------------------------


def zip_slip(path: Path) -> None:
    names = ["../evil.py", "/tmp/attack_i21_abs.py", "..\\..\\evil2.py", "C:\\evil3.py"]  # noqa: S108
    with zipfile.ZipFile(path, "w") as made:
        for name in [*names, "a/../../evil4.py", FILE]:
            made.writestr(name, WRONG)


def zip_links(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for name, target in ((FILE, "/etc/passwd"), ("sub", "../")):
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(info, target)


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(FILE, b"#" * (200 * MILLION))


def zip_lies(path: Path) -> None:
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")  # of names that come twice
        for name in (FILE, FILE, FILE.upper(), "CON", "nul.py", "a" * 300):
            made.writestr(name, WRONG)
        made.writestr("big.py", b"#" * MILLION)
        for number in range(20_000):
            made.writestr(f"e/{number}", b"")
    raw = bytearray(packed.getvalue())
    entry = raw.rfind(b"big.py") - 46  # in the directory
    raw[entry + 24 : entry + 28] = struct.pack("<I", 10)  # the size that it declares
    path.write_bytes(raw)


def zip_overlaps(path: Path) -> None:
    """All entries of the directory name the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(500):
            made.writestr(f"{number:03}.py", b"#" * MILLION if number == 0 else b"")
    raw = bytearray(packed.getvalue())
    start = raw.index(b"PK\x01\x02")
    first = bytes(raw[start : start + 46])
    at = start
    while raw[at : at + 4] == b"PK\x01\x02":
        raw[at + 16 : at + 28] = first[16:28]  # checksum and sizes
        raw[at + 42 : at + 46] = bytes(4)  # where it begins
        at += 46 + 6
    path.write_bytes(raw)


def tar_devices(path: Path) -> None:
    """A link to a folder and a file behind it, a hard link, a FIFO and a device."""
    with tarfile.open(path, "w:gz") as made:
        for name, kind, target in (
            ("out", tarfile.SYMTYPE, "/tmp"),  # noqa: S108
            (FILE, tarfile.LNKTYPE, "/etc/passwd"),
            ("pipe.py", tarfile.FIFOTYPE, ""),
            ("zero.py", tarfile.CHRTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.devmajor, info.devminor = kind, target, 1, 5
            made.addfile(info)
        behind = tarfile.TarInfo("out/attack_i42_planted.py")
        behind.size = len(WRONG)
        made.addfile(behind, io.BytesIO(WRONG))


def tar_headers(path: Path) -> None:
    """A header of 50 MB before the first file, of digits only: slow to read as well as long."""
    info = tarfile.TarInfo("header")
    info.type, info.size = tarfile.XHDTYPE, 50 * MILLION
    with tarfile.open(path, "w:gz", compresslevel=1) as made:
        made.addfile(info, io.BytesIO(b"1" * info.size))
        made.addfile(tarfile.TarInfo(FILE))


# --- notebooks ------------------------------------------------------------------------------


def notebook(*sources: str, **more: Any) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{number}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}


def cut_notebook(path: Path) -> None:
    path.write_text(json.dumps(notebook(WRONG.decode()))[:120])


def notebook_of_wrong_types(path: Path) -> None:
    cells = {"0": {"cell_type": 7, "source": 12}}
    path.write_text(json.dumps({"nbformat": "four", "metadata": None, "cells": cells}))


def deep_notebook(path: Path) -> None:
    path.write_text('{"cells":' + "[" * 100_000 + "]" * 100_000 + "}")


def magics(path: Path) -> None:
    remove = f"rm -rf {MARKER}"
    path.write_text(
        json.dumps(
            notebook(
                f"!{remove}",
                f"%%bash\n{remove}",
                f"%system {remove}",
                f'get_ipython().system("{remove}")',
                "%load_ext autoreload\n%autoreload 2",
                "x = !ls /",
                RIGHT,
                "?np.dot",
            )
        )
    )


def many_values(path: Path) -> None:
    """Ten million empty dicts: 30 MB of text, gigabytes of objects."""
    head, _, tail = json.dumps(notebook(junk=["HERE"])).partition('"HERE"')
    with path.open("w") as file:
        file.write(head)
        file.writelines("{}," * MILLION for _ in range(10))
        file.write("{}" + tail)


def hostile_metadata(path: Path) -> None:
    """Names, kernels and outputs that somebody might run, show or write to a file."""
    made = notebook(
        "def svm_loss_vectorized(W, X, y, reg):\n    raise ValueError('<img src=x onerror=1>')",
        nbformat_minor=2**31,
    )
    command = ["sh", "-c", "touch /tmp/PWNED_I44"]
    made["metadata"] = {
        "kernelspec": {
            "name": "../../../tmp/PWNED_I44",
            "argv": command,
            "display_name": "\x1b[2J",
        },
        "language_info": {"name": "__import__('os').system('touch /tmp/PWNED_I44')"},
        "widgets": {"state": "{{ ''.__class__.__mro__ }}"},
        "__proto__": {"x": 1},
    }
    made["cells"][0]["metadata"] = {"tags": ["\u202e", "=1+1"], "id": "../../x", "jupyter": None}
    made["cells"][0]["attachments"] = {"../../../tmp/PWNED_I44": {"image/png": "AAAA"}}
    made["cells"][0]["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": "<script>1</script>"}, "metadata": {}}
    ]
    path.write_text(json.dumps(made))


INPUTS: dict[str, Make] = {
    "i09_deep_nesting.py": deep_nesting,
    "i14_huge_literal.py": huge_literal,
    "i20_big_source.py": big_source,
    "i21_zip_slip.zip": zip_slip,
    "i22_zip_symlink.zip": zip_links,
    "i23_zip_bomb.zip": zip_bomb,
    "i24_zip_lies.zip": zip_lies,
    "i25_truncated.ipynb": cut_notebook,
    "i26_types.ipynb": notebook_of_wrong_types,
    "i27_deep.ipynb": deep_notebook,
    "i28_magics.ipynb": magics,
    "i29_fifo": fifo,
    "i30_dir.py": Path.mkdir,
    "i31_links": links,
    "i32_names": hostile_names,
    "i41_zip_overlaps.zip": zip_overlaps,
    "i42_tar_devices.tgz": tar_devices,
    "i43_tar_headers.tar.gz": tar_headers,
    "i44_metadata.ipynb": hostile_metadata,
    "i45_many_values.ipynb": many_values,
}


if __name__ == "__main__":
    make_all(Path(sys.argv[1]))
