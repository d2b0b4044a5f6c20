"""The project as files: what the tests of its shape look at."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_BY_TOOLS = {".git", "__pycache__", "build", "dist"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root: those git tracks, or all where there is no git to ask."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return tuple(sorted(path for path in found if not _left_by_tools(path)))
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    tracked = (Path(name.decode()) for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted(path for path in tracked if (ROOT / path).is_file()))


def modules(*folders: str) -> list[Path]:
    """The Python files under `folders`, relative to the root; at least one, or the question was wrong."""
    found = [path for path in files() if path.suffix == ".py" and path.as_posix().startswith(folders)]
    assert found, f"no Python file under {', '.join(folders)}"
    return found


def tree(path: Path) -> ast.Module:
    """The syntax tree of one of our Python files."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the project that is text, with its text."""
    for path in files():
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _left_by_tools(path: Path) -> bool:
    hidden = any(part.startswith(".venv") or part.endswith("_cache") for part in path.parts)
    return hidden or bool(LEFT_BY_TOOLS.intersection(path.parts)) or path.parts[0] in {".hypothesis", ".demo"}
