"""Planted leaks of every kind are found, and what students may know is none."""

import io
import json
from typing import Any

import numpy as np
import pytest

from grader.leaks import Private, forms, leaks, private_code
from grader.packing import packed, stored

REFERENCE = '''"""The stub has this line."""

def loss(W, X, y, reg):
    """Public."""
    N = len(X)
    # BEGIN SOLUTION
    scores = X @ W  # one row for each example
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    dscores = shares - np.eye(W.shape[1])[y]
    for i in range(N):
        pass
    return loss, dW
    # END SOLUTION
'''

MISCONCEPTIONS = '''"""Mistakes."""

@misconception("loss")
def forgets(W, X, y, reg):
    """The hint, which the student reads: remember the weights of the classes."""
    return -np.log(shares[np.arange(len(X)), y]).sum(), X.T @ dscores
'''

PRIVATE = Private(
    code=private_code(
        [("a", "loss.py", REFERENCE), ("a", "misconceptions.py", MISCONCEPTIONS)],
    ),
    secrets=dict.fromkeys(forms(b'hush "hush" 123'), "the course's secret"),
    paths=["/srv/courses/nets"],
)
SHARES = "shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)"
WRONG = "return -np.log(shares[np.arange(len(X)), y]).sum(), X.T @ dscores"


def found(name: str, content: str | bytes, **others: str) -> list[str]:
    """What is found in a file, where README.md and loss.py are public."""
    files = {"x/a/README.md": b"Softmax.\n", "x/a/loss.py": b"def loss(W, X, y, reg):\n"}
    files |= {f"x/a/{other.replace('_md', '.md')}": t.encode() for other, t in others.items()}
    public = {"x/a/README.md", "x/a/loss.py"}
    files[name] = content if isinstance(content, bytes) else content.encode()
    return [str(leak) for leak in leaks(files, PRIVATE, public - {name})]


def notebook(source: str = "", **more: Any) -> str:
    cell = {"cell_type": "code", "id": "a", "source": [source], "metadata": {}, "outputs": []}
    other = {"metadata": more.pop("about", {"kernelspec": {"name": "python3"}})}
    return json.dumps(
        {"cells": [{"cell_type": "markdown", "source": ["Hi"]}, cell | more], **other}
    )


def test_only_what_no_stub_has_is_private() -> None:
    code = private_code([("a", "loss.py", REFERENCE)])

    assert {origin.line for origins in code.values() for origin in origins} == {7, 8, 9}


def test_the_docstrings_of_misconceptions_are_hints() -> None:
    assert found("x/a/data/hint.txt", "remember the weights of the classes") == []


@pytest.mark.parametrize(
    "text",
    [
        SHARES,
        f"    {SHARES}",
        f"# {SHARES}",
        f"Write `{SHARES}` there.",
        "shares=np.exp(scores)/np.exp(scores).sum(axis=1,keepdims=True)",
        "shares = np.exp(scores) / np.exp(scores).sum(\n    axis=1, keepdims=True\n)",
        f"    {SHARES}  # as in the lecture",
        f"> {SHARES}",
    ],
)
def test_a_line_of_a_reference_is_found_however_it_is_written(text: str) -> None:
    told = found("x/a/checks.py", f"import numpy as np\n{text}\n")

    assert told == ["x/a/checks.py, line 2: this is line 8 of solutions/a/loss.py"]


def test_a_short_line_is_found_where_it_stands_alone() -> None:
    """Without its comment too. In a longer line, and elsewhere, it may be anything."""
    told = "x/a/checks.py, line 1: this is line 7 of solutions/a/loss.py"

    assert found("x/a/checks.py", "    scores = X @ W\n") == [told]
    assert found("x/a/checks.py", "scores = X @ W  # (N, C)") == [told]
    assert found("x/a/checks.py", "top_scores = X @ W2\n") == []
    assert found("x/b/checks.py", "scores = X @ W") == []


def test_code_of_misconceptions_is_found() -> None:
    assert found("x/a/data/old.py", f"def f():\n    {WRONG}") == [
        "x/a/data/old.py, line 2: this is line 6 of solutions/a/misconceptions.py"
    ]


def test_what_stub_readme_or_given_files_say_is_no_leak_in_their_assignment() -> None:
    readme = f"Softmax: `{SHARES}`\n"

    assert found("x/a/checks.py", SHARES, README_md=readme) == []
    assert found("x/b/checks.py", SHARES, README_md=readme) != []


def test_trivial_lines_are_no_leak() -> None:
    trivial = "for i in range(N):\n    return loss, dW\nrng = np.random.default_rng(seed)\n"

    assert found("x/a/checks.py", trivial) == []


def test_code_in_a_cell_of_a_notebook_is_found() -> None:
    assert found("x/a/n.ipynb", notebook(f"import loss\n{SHARES}")) == [
        "x/a/n.ipynb, cell 2, line 2: this is line 8 of solutions/a/loss.py"
    ]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"outputs": [{"output_type": "stream", "text": "0.5"}]}, "the cell has outputs"),
        ({"execution_count": 3}, "the cell has execution_count"),
        ({"metadata": {"answer": 42}}, "the cell has metadata"),
        ({"attachments": {"a.png": {}}}, "the cell has attachments"),
        ({"about": {"kernelspec": {}, "answers": [1]}}, "the notebook has metadata, answers"),
    ],
)
def test_outputs_and_metadata_of_a_notebook_are_found(more: dict[str, Any], says: str) -> None:
    (told,) = found("x/a/n.ipynb", notebook("1 + 1", **more))

    assert says in told
    assert "cell 2" in told or "notebook" in told


def test_a_clean_notebook_is_no_leak() -> None:
    assert found("x/a/n.ipynb", notebook("import numpy as np")) == []


@pytest.mark.parametrize("form", sorted(forms(b'hush "hush" 123')))
def test_a_secret_is_found_in_every_form(form: bytes) -> None:
    assert "x/a/README.md, line 2: the course's secret" in found(
        "x/a/README.md", b"Seeds:\n" + form + b"\n"
    )


def test_a_path_of_the_machine_is_found_and_its_like_is_not() -> None:
    assert found("x/a/README.md", "See /srv/courses/nets/assignments.\n") == [
        "x/a/README.md, line 1: a path of this machine, /srv/courses/nets"
    ]
    assert found("x/a/README.md", "See /srv/courses/networks and a/srv/courses/nets.\n") == []


def npz(array: Any) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, array)
    return stream.getvalue()


def test_what_is_in_the_arrays_of_a_zip_file_is_found_too() -> None:
    secret = np.frombuffer(b'..hush "hush" 123..', dtype=np.uint8)

    (told,) = found("x/a/data/d.npz", npz(secret))
    assert "the course's secret" in told


@pytest.mark.parametrize("array", [np.array(["text"]), np.array([{}], dtype=object)])
def test_arrays_of_anything_but_numbers_are_found(array: Any) -> None:
    assert found("x/a/data/d.npz", npz(array)) == [
        "x/a/data/d.npz, arr_0: an array holds something else than numbers"
    ]
    assert found("x/a/data/d.npz", packed({"a.npy": stored(np.ones(3))})) == []


def test_a_key_of_a_hidden_seed_is_found() -> None:
    assert found("x/a/answers.json", '{"seed": "hidden 12ab"}') == [
        "x/a/answers.json: the answer key was recorded at the seed 'hidden 12ab'"
    ]
    assert found("x/a/answers.json", '{"seed": "public"}') == []


def test_code_in_a_text_of_a_json_file_is_found() -> None:
    (told,) = found("x/a/data/d.json", json.dumps({"notes": [SHARES]}))

    assert "line 8 of solutions/a/loss.py" in told
