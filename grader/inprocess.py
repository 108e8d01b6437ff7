"""Runs programs in this process: for code that is trusted, the reference and its misconceptions."""

import time
from collections.abc import Iterator

import numpy as np

from . import wire
from .child import Find, execute
from .model import Array, Observation, Program, Value
from .programs import program_tree, trouble_of, troubles_of, words_of


class InProcess:
    """Answers like a worker, through the same code and the same conversion of values."""

    def __init__(self, find: Find) -> None:
        self._find = find

    def run(self, program: Program) -> Observation:
        """What the program did. Inputs are copied, as they would be across a wire."""
        tree = _copied(program_tree(program))
        with np.errstate(all="ignore"):
            began = time.process_time()
            packer = wire.Packer(program.answer_bytes)
            header = packer.pack(execute(tree, self._find))
            used = time.process_time() - began
        arrays: Iterator[Array] = iter(packer.arrays)
        answer = wire.unpack(header, lambda _dtype, _shape: next(arrays))
        known = words_of(program)
        if "trouble" in answer:
            return Observation(trouble=trouble_of(answer["trouble"], known), cpu_seconds=used)
        missing = troubles_of(answer["missing"], known)
        return Observation(answer["values"], missing=missing, cpu_seconds=used)

    time = run


def _copied(value: Value) -> Value:
    match value:
        case np.ndarray():
            return value.copy()
        case dict():
            return {key: _copied(item) for key, item in value.items()}
        case list() | tuple():
            return type(value)(_copied(item) for item in value)
    return value
