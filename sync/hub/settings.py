"""``hub.toml`` -> frozen :class:`HubSettings`. Paths in the file are relative to the file.

::

    [hub]                   # written by `trofast-server hub enrol`
    company_id = "kaffehuset"
    store_id = "torget"
    hub_id = "0190..."
    host = "0.0.0.0"        # the address on which the store's tills reach it
    port = 8700             # 0 takes a free one and says which
    report_every_ms = 30000 # how often it tells the server what it has, where nothing happens before

    [server]
    url = "https://till.example.com"

    [files]
    database = "hub.db"
    key = "hub.key"
    server_ca = "server-ca.pem"  # the shop's own authority; one of that name is found by itself
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos_app.domain.errors import BadFile
from pos_app.domain.written import Page

REPORT_EVERY_MS = 30_000
"""A hub's leases serve a whole store: it hears of a new till soon, and what is closed is soon over."""


@dataclass(frozen=True, slots=True)
class HubSettings:
    """A hub's place, where it listens, and where its data is."""

    path: Path
    company_id: str
    store_id: str
    hub_id: str
    server_url: str
    host: str
    port: int
    database: Path
    key: Path
    report_every_ms: int = REPORT_EVERY_MS
    server_ca: Path | None = None


def load_hub_settings(path: Path) -> HubSettings:
    """Read ``hub.toml``. Raises :class:`BadFile`, also when the file is not there or can not be read."""
    root = Page(_read(path), str(path)).root
    root.only({"hub", "server", "files"})
    hub, server = root.table("hub"), root.table("server")
    hub.only({"company_id", "store_id", "hub_id", "host", "port", "report_every_ms"})
    server.only({"url"})
    files = root.table("files", required=False)
    files.only({"database", "key", "server_ca"})
    resolved = path.resolve()
    url = server.text("url")
    if not url.startswith(("http://", "https://")):
        server.fail("url", 'url = "https://..."')
    return HubSettings(
        path=resolved,
        company_id=hub.text("company_id"),
        store_id=hub.text("store_id"),
        hub_id=hub.text("hub_id"),
        server_url=url.rstrip("/"),
        host=hub.text("host", "0.0.0.0"),  # noqa: S104 - the tills are elsewhere in the shop
        port=hub.whole("port", 8700, at_least=0, at_most=65_535),
        database=resolved.parent / files.text("database", "hub.db"),
        key=resolved.parent / files.text("key", "hub.key"),
        report_every_ms=hub.whole("report_every_ms", REPORT_EVERY_MS, at_least=200, at_most=3_600_000),
        server_ca=resolved.parent / files.text("server_ca")
        if files.has("server_ca")
        else usual_server_ca(resolved),
    )


def usual_server_ca(path: Path) -> Path | None:
    """The certificate of the shop's own authority beside ``hub.toml`` at ``path``, where there is one."""
    usual = path.parent / "server-ca.pem"
    return usual if usual.exists() else None


def settings_text(
    *, company_id: str, store_id: str, hub_id: str, server_url: str, host: str, port: int
) -> str:
    """A ``hub.toml``."""
    return (
        "# Written by `trofast-server hub enrol`. Paths are relative to this file.\n"
        f"[hub]\ncompany_id = {_quoted(company_id)}\nstore_id = {_quoted(store_id)}\nhub_id = {_quoted(hub_id)}\n"
        f"host = {_quoted(host)}\nport = {port}\n\n"
        f'[server]\nurl = {_quoted(server_url)}\n\n[files]\ndatabase = "hub.db"\nkey = "hub.key"\n'
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        sentence = "this file is not there; `trofast-server hub enrol` makes one"
        raise BadFile(str(path), None, sentence) from None
    except UnicodeDecodeError:
        raise BadFile(str(path), None, "text in UTF-8") from None
    except OSError as error:
        raise BadFile(str(path), None, f"a file that can be read ({error.strerror})") from error
