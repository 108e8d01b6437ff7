"""A static site: a page for each student, and one for the class. No script, server or network.

Every page has a mark of what made it and for which assignment. Only files with that mark are ever
replaced or removed: what else lies in the folder stays as it is.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.errors import CourseError
from grader.folders import replace_file, tidy
from grader.heatmap import caption, light_map
from grader.report import Report

from . import charts, words
from .classpage import Tally, middle
from .gradebook import Gradebook, Record
from .people import Person, by_name, pseudonyms, without_names
from .studentpage import student_page

TEMPLATES = Path(__file__).parent / "templates"
INDEX, STUDENTS = "index.html", "students"
HEAD_BYTES = 2000
"""A page says within so many bytes what made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a gradebook goes. key: that of the pseudonyms; None for pages with names."""

    gradebook: Gradebook
    folder: Path
    key: bytes | None = None

    def check(self) -> None:
        """Makes the folder. Raises CourseError where that, or what lies in it, is in the way."""
        self._own_pages(self._people())

    def pages(self) -> Iterator[Path]:
        """Writes the pages, one after the other; those of students who are gone are removed.

        Raises CourseError where a file of somebody else would be replaced, or nothing be written.
        """
        people = self._people()
        stale = self._own_pages(people)
        environment = templates()
        tally = Tally(self.gradebook, people)
        for person, record in self._in_order(people):
            report = record.report()
            if report is not None:
                path = self._path(person)
                stale.discard(path)
                replace_file(path, self._student(environment, tally, person, record, report))
                yield path
        page = environment.get_template("class.html.j2").render(
            **self._common(), tally=tally, average=middle(tally.finals())
        )
        replace_file(self.folder / INDEX, page)
        yield self.folder / INDEX
        for path in stale:
            path.unlink(missing_ok=True)

    def _path(self, person: Person) -> Path:
        return self.folder / STUDENTS / f"{person.page}.html"

    def _people(self) -> Mapping[str, Person]:
        if self.key is not None:
            return pseudonyms(self.gradebook, self.key)
        return {record.student.id: by_name(record) for record in self.gradebook.records}

    def _in_order(self, people: Mapping[str, Person]) -> Iterator[tuple[Person, Record]]:
        """Those with a report, by page: so nothing tells the order of the ids behind pseudonyms."""
        found = [(people[one.student.id], one) for one in self.gradebook.records if one.path]
        yield from sorted(found, key=lambda pair: pair[0].page)

    def _student(
        self, templates: Environment, tally: Tally, person: Person, record: Record, report: Report
    ) -> str:
        if self.key is not None:
            report = without_names(report, record, person.name)
        tally.add(person, report)
        page = student_page(person, report)
        return templates.get_template("student.html.j2").render(**self._common(), page=page)

    def _common(self) -> dict[str, Any]:
        return {"gradebook": self.gradebook, "anonymous": self.key is not None}

    # --- the folder -------------------------------------------------------------------------

    def _own_pages(self, people: Mapping[str, Person]) -> set[Path]:
        """The pages of students that an earlier run left here. Makes the folder.

        Raises CourseError where it cannot be made, or a file would be replaced that is not ours.
        """
        students, index = self.folder / STUDENTS, self.folder / INDEX
        needed, own = {index, *map(self._path, people.values())}, set()
        try:
            students.mkdir(parents=True, exist_ok=True)
            for path in filter(Path.exists, (index, *sorted(students.glob("*.html")))):
                made = _made_for(path)
                if made == self.gradebook.assignment:
                    own.add(path)
                elif made is not None or path in needed:
                    raise CourseError(_foreign(path, made), "Name another folder for the pages.")
            if own:
                tidy(students)
        except OSError as error:
            raise CourseError(
                f"{self.folder} cannot be written: {error.strerror}", "Name another folder."
            ) from error
        return own - {index}


def _made_for(path: Path) -> str | None:
    """The assignment that one of our pages is about; None for other files."""
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES).decode("utf-8", "replace")
    _, found, rest = head.partition(MARK)
    return rest.partition('"')[0] if found else None


MARK = '<meta name="generator" content="nabla-grader, '


def _foreign(path: Path, made: str | None) -> str:
    if made is None:
        return f"{path} is no page of grade publish, and stays as it is"
    return f"{path.parent} has the pages of {made}"


# --- templates ------------------------------------------------------------------------------


def templates() -> Environment:
    """The templates: every value is escaped, and a name that is not there is an error."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "site.css").read_text("utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    found.globals |= {
        "charts": charts,
        "chips": words.CHIPS,
        "measured": words.measured,
        "caption": caption,
        "style": Markup(style),  # noqa: S704  # our own file
        "style_source": f"'sha256-{digest}'",
    }
    found.filters |= {
        "breakable": _breakable,
        "light_map": _light_map,
        "points": _points,
        "url": quote,
    }
    return found


def _light_map(found: Any) -> Markup:  # noqa: ANN401
    return Markup(light_map(found))  # noqa: S704  # which escapes its labels


def _breakable(name: str) -> Markup:
    """A name that may be broken behind an underscore."""
    return Markup("_<wbr>").join(name.split("_"))


def _points(value: float) -> str:
    return f"{value:g}"
