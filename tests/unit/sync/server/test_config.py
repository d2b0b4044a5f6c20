"""server.toml: typed, and every mistake with its line."""

from pathlib import Path

import pytest

from pos_app.domain.errors import BadFile
from sync.server.config import PostgresUrl, load_settings, write_first_settings


def settings(folder: Path, text: str) -> Path:
    path = folder / "server.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    found = load_settings(settings(tmp_path, '[server]\nport = 0\n[files]\ndatabase = "data/s.db"\n'))
    assert (found.host, found.port, found.database) == ("127.0.0.1", 0, tmp_path / "data" / "s.db")


def test_the_first_settings_can_be_read_and_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "server.toml"
    write_first_settings(path, host="0.0.0.0", port=99)
    write_first_settings(path, port=1)
    assert (load_settings(path).host, load_settings(path).port) == ("0.0.0.0", 99)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[server]\nport = 70000\n", 2),
        ('[server]\nport = "8600"\n', 2),
        ("[server]\n\nhots = 'x'\n", 3),
        ("[server]\nport = \n", 2),
        ("[servers]\n", 1),
        ("[files]\ndatabase = 5\n", 2),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(BadFile) as found:
        load_settings(settings(tmp_path, text))
    assert found.value.line == line


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="init"):
        load_settings(tmp_path / "server.toml")


def test_the_data_is_in_a_file_or_on_a_postgresql_server_never_in_both(tmp_path: Path) -> None:
    url = "postgresql://trofast@/trofast?host=/run/postgresql"
    found = load_settings(settings(tmp_path, f'[database]\nurl = "{url}"\n'))
    assert found.database == PostgresUrl(url)
    with pytest.raises(BadFile, match="one place") as both:
        load_settings(settings(tmp_path, f'[files]\ndatabase = "s.db"\n\n[database]\nurl = "{url}"\n'))
    assert both.value.line == 5


def test_the_first_settings_for_postgresql_keep_their_password_to_the_server(tmp_path: Path) -> None:
    path, url = tmp_path / "server.toml", 'postgresql://trofast:a"b\\c@db/trofast'
    write_first_settings(path, url=url)
    found = load_settings(path)
    assert found.database == PostgresUrl(url)
    assert path.stat().st_mode & 0o077 == 0
    assert "trofast:" not in repr(found)
