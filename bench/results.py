"""Where measured tables go: a marked section of docs/benchmarks.md."""

import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def report(section: str, text: str, *, write: bool) -> None:
    """Prints a measured table, and with `write` puts it between the marks of its section."""
    stamp = (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}, {os.cpu_count()} cores."
    )
    body = f"{stamp} {text}"
    print(body)
    if write:
        page = PAGE.read_text("utf-8")
        begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
        marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not marked.search(page):
            raise SystemExit(f"{PAGE.name} has no section {section}")
        PAGE.write_text(marked.sub(lambda _: f"{begin}\n{body}\n{end}", page), "utf-8")


def progress(text: str) -> None:
    """Says on stderr how far a long measurement is."""
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)
