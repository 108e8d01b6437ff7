"""Modules that a submission imports and that are not there: stand-ins, in the worker's child.

A hand-in that imports a plotting package which is missing, a package for Python 2, or a file of the
course that was not handed in, is right all the same, as long as it does not use them.
"""

import importlib.util
import os
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

HARMLESS = """
    Cython IPython PIL cv2 future google grader h5py imageio ipywidgets matplotlib mpl_toolkits
    pandas past plotly pyximport scipy seaborn six sklearn tqdm
"""
RENAMED = {"xrange": range, "range": range, "zip": zip, "map": map, "object": object, "str": str}

_quiet = 0


class Absent(types.ModuleType):
    """A module that is not there, or something in it. It may be named; who calls it is told."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        if name[:2] == "__":
            raise AttributeError(name)
        return RENAMED.get(name) or Absent(f"{self.__name__}.{name}")

    def __call__(self, *_: object, **_named: object) -> Any:  # noqa: ANN401
        if _quiet:
            return self
        raise ImportError(f"{self.__name__} is not there where your work is graded")

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass


class _Finder:
    """The last resort of an import: a harmless package, or another part of the hand-in's own."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(self, name: str, *_: object) -> Any:  # noqa: ANN401
        top, dot, _inside = name.partition(".")
        own = dot and os.path.isdir(os.path.join(self._folder, top))  # noqa: PTH112, PTH118
        if top in HARMLESS.split() or own:
            return importlib.util.spec_from_loader(name, self, is_package=True)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: Any) -> Absent:  # noqa: ANN401
        return Absent(spec.name)

    def exec_module(self, module: object) -> None:
        """Nothing: there is nothing to execute."""


def install(folder: str) -> None:
    """From now on stand-ins take the place of what is missing; `folder` holds the submission."""
    sys.meta_path.append(_Finder(folder))


@contextmanager
def quietly() -> Iterator[None]:
    """While files are imported, calls such as matplotlib.use("Agg") do nothing."""
    global _quiet  # noqa: PLW0603
    _quiet += 1
    try:
        yield
    finally:
        _quiet -= 1
