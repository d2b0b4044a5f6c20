"""The project's shape: the fixed folders, names that mean something, documents beside what they explain."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture import project

FOLDERS = {"pos_app", "drivers", "sync", "tests", "packaging"}
TOP_LEVEL = FOLDERS | {"pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"}
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "misc"}
LONGEST_MODULE = 400

# Spelt in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = [
    "/".join(("", *parts, ""))
    for parts in (("root",), ("home",), ("work",), ("Users",), ("tmp", "bash_jobs"))
]
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        *((host, "debian", "org") for host in ("deb", "security", "snapshot", "ftp")),
    )
]
"""Where packages are fetched from. A page that people read, or the name of a format, is something else."""


def test_the_top_level_holds_what_the_customer_fixed() -> None:
    top = {path.parts[0] for path in project.files()}
    strangers = {name for name in top - TOP_LEVEL if not name.startswith(".")}
    assert not strangers
    assert top >= TOP_LEVEL


def test_packaging_is_no_package() -> None:
    """With an `__init__.py` it would shadow the library of the same name that many others import."""
    assert not [
        path for path in project.files() if path.parts[0] == "packaging" and path.name == "__init__.py"
    ]


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_a_document_lives_beside_what_it_explains(folder: str) -> None:
    text = (project.ROOT / folder / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# ")


def test_files_and_classes_have_names_that_mean_something() -> None:
    def empty(name: str) -> bool:
        words = set(re.split(r"[_\W]+", name.lower()))
        return bool(words & EMPTY_WORDS) or "manager" in name.lower()

    files = [str(path) for path in project.files() for part in path.parts if empty(part.partition(".")[0])]
    classes = [
        f"{path}:{node.lineno} {node.name}"
        for path in project.modules(*FOLDERS)
        for node in ast.walk(project.tree(path))
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Utils?|Helpers?)$", node.name)
    ]
    assert not files + classes


def test_modules_stay_short_enough_to_read() -> None:
    long = {
        str(path): lines
        for path in project.modules(*FOLDERS)
        if (lines := len((project.ROOT / path).read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not long


def test_nothing_in_the_project_depends_on_one_machine() -> None:
    wanted = re.compile("|".join(map(re.escape, MACHINE_PATHS + REGISTRIES)))
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in project.texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if wanted.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    wanted = {"skip", "skipif", "xfail", "importorskip"}

    def marks() -> Iterator[str]:
        for path in project.modules("tests/"):
            for node in ast.walk(project.tree(path)):
                if isinstance(node, ast.Attribute) and node.attr in wanted and "pytest" in ast.unparse(node):
                    yield f"{path}:{node.lineno}"

    assert not list(marks())


@pytest.mark.parametrize("heading", ["Try it", "Run the tests"])
def test_the_readme_has_exactly_one_command_under(heading: str) -> None:
    readme = (project.ROOT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", readme.partition(f"\n## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    assert section.count("```") == 2, f"one fenced block under {heading}"
    block = re.search(r"^```sh\n([^\n]+)\n```$", section, re.MULTILINE)
    assert block, f"one command in a sh block under {heading}"
    script = project.ROOT / block[1].split()[0]
    assert script.is_file()
    assert script.stat().st_mode & 0o100, f"{script} is executable"
