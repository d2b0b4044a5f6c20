"""``till.toml`` -> frozen :class:`Settings`. Paths in the file are relative to the file.

A mistake raises :class:`~pos_app.domain.errors.BadFile`: the file, the line, what was expected there.
"""

from __future__ import annotations

import dataclasses
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from drivers.scanners.codes import CodeRules
from drivers.settings import PrinterSettings, ScannerSettings, SettingsError, TerminalSettings
from pos_app.code_settings import codes_in
from pos_app.domain.errors import BadFile
from pos_app.domain.tender import USUALLY_TAKEN, TenderKind
from pos_app.domain.written import Page, Table

if TYPE_CHECKING:  # nobody counts anything before the first paint
    from pos_app.domain.drawer import DrawerRules
    from pos_app.domain.norway.alcohol_hours import AlcoholHours

Device = TypeVar("Device", ScannerSettings, PrinterSettings, TerminalSettings)
_DAY_MINUTES = 1440
_PLACE = ("company_id", "store_id", "till_id", "till_number")


@dataclass(frozen=True, slots=True)
class Settings:
    """One till's settings. ``company_id`` and the other ids are "" until the till has enrolled. One in the place of a
    dead till (``replaces``, its id) numbers its receipts after ``receipts_from``.
    """

    path: Path
    company_id: str = ""
    store_id: str = ""
    till_id: str = ""
    till_number: int = 0
    receipts_from: int = 0
    replaces: str = ""
    server_url: str = ""
    hub_url: str = ""
    data_folder: Path = field(default_factory=Path)
    key_file: Path = field(default_factory=Path)
    device_key_file: Path = field(default_factory=Path)
    card_secret_file: Path = field(default_factory=Path)
    copies_folder: Path = field(default_factory=Path)
    server_ca_file: Path | None = None
    language: str = "nb"
    theme: str = "light"
    scale_percent: int = 100
    full_screen: bool = False
    sounds: bool = True
    scanners: tuple[ScannerSettings, ...] = ()
    printer: PrinterSettings | None = None
    terminal: TerminalSettings = field(default_factory=TerminalSettings)
    codes: CodeRules = field(default_factory=CodeRules)
    drawer: DrawerRules | None = None
    alcohol: AlcoholHours | None = None
    tenders_taken: frozenset[TenderKind] = USUALLY_TAKEN

    @property
    def recovery_key_file(self) -> Path:
        """The public half of the company's recovery key: what the keys beside day's copies are sealed to."""
        return self.path.parent / "recovery.pub"

    @property
    def is_enrolled(self) -> bool:
        """Whether the till has its place at a server."""
        return bool(self.till_id)


def load_settings(path: Path) -> Settings:
    """Read ``till.toml``. Raises :class:`BadFile`, also when the file is not there or can not be read."""
    return settings_in(_read(path), path)


def settings_in(text: str, path: Path, source: str = "") -> Settings:
    """What ``text`` says that stands in ``path``, or is to stand there. Raises :class:`BadFile` with the line, and
    with ``source`` as the file's name where the text comes from elsewhere.
    """
    root = Page(text, source or str(path)).root
    devices = {"scanner", "printer", "drawer", "terminal"}
    root.only({"till", "server", "hub", "files", "screen", "codes", "alcohol", "tenders"} | devices)
    place = root.table("till", required=False)
    place.only({*_PLACE, "receipts_from", "replaces"})
    server = root.table("server", required=False)
    server.only({"url"})
    hub = root.table("hub", required=False)
    hub.only({"url"})
    files = root.table("files", required=False)
    files.only({"data", "key", "device_key", "card_secret", "copies", "server_ca"})
    screen = root.table("screen", required=False)
    screen.only({"language", "theme", "scale_percent", "full_screen", "sounds"})
    drawer = root.table("drawer", required=False)
    drawer.only({"one_each", "tolerance_minor", "approval_above_minor", "hand_over_counted"})
    enrolled = any(place.has(key) for key in _PLACE)
    folder = path.resolve().parent
    data = folder / files.text("data", "data")
    return Settings(
        path=path.resolve(),
        company_id=place.text("company_id") if enrolled else "",
        store_id=place.text("store_id") if enrolled else "",
        till_id=place.text("till_id") if enrolled else "",
        till_number=place.whole("till_number", at_least=1, at_most=9999) if enrolled else 0,
        receipts_from=place.whole("receipts_from", 0),
        replaces=place.text("replaces", "", empty=True),
        server_url=_url(server),
        hub_url=_url(hub),
        data_folder=data,
        copies_folder=folder / files.text("copies", "") if files.has("copies") else data / "copies",
        key_file=folder / files.text("key", "till.key"),
        device_key_file=folder / files.text("device_key", "device.key"),
        card_secret_file=folder / files.text("card_secret", "card.secret"),
        server_ca_file=_server_ca(files, folder),
        language=screen.choice("language", ("nb", "en"), "nb"),
        theme=screen.choice("theme", ("light", "dark"), "light"),
        scale_percent=screen.whole("scale_percent", 100, at_least=75, at_most=200),
        full_screen=screen.yes_no("full_screen", default=False),
        sounds=screen.yes_no("sounds", default=True),
        scanners=tuple(_device(ScannerSettings, table) for table in root.tables("scanner")),
        printer=_printer(root.table("printer"), folder) if root.has("printer") else None,
        terminal=_device(TerminalSettings, root.table("terminal", required=False)),
        codes=codes_in(root.table("codes", required=False)),
        drawer=_drawer(drawer) if root.has("drawer") else None,
        alcohol=_alcohol(root.table("alcohol")) if root.has("alcohol") else None,
        tenders_taken=_tenders(root.table("tenders")) if root.has("tenders") else USUALLY_TAKEN,
    )


SERVER_CA = "server-ca.pem"
"""Beside ``till.toml``, where the server's certificate comes from the shop's own authority: it is found by itself."""


def _server_ca(files: Table, folder: Path) -> Path | None:
    if files.has("server_ca"):
        return folder / files.text("server_ca")
    usual = folder / SERVER_CA
    return usual if usual.exists() else None


def _drawer(table: Table) -> DrawerRules:
    from pos_app.domain.drawer import DrawerRules

    usual = DrawerRules()
    return DrawerRules(
        one_each=table.yes_no("one_each", default=usual.one_each),
        tolerance_minor=table.whole("tolerance_minor", usual.tolerance_minor),
        approval_above_minor=table.whole("approval_above_minor", usual.approval_above_minor),
        hand_over_counted=table.yes_no("hand_over_counted", default=usual.hand_over_counted),
    )


def _tenders(table: Table) -> frozenset[TenderKind]:
    """The ways to pay that the shop takes beside cash, which it has to, points, of which a programme says it,
    and goods that come back.
    """
    table.only({"taken"})
    always = {TenderKind.CASH, TenderKind.POINTS, TenderKind.EXCHANGE}
    known = [kind.value for kind in TenderKind if kind not in always]
    named = table.texts("taken")
    if not table.has("taken") or not set(named) <= set(known):
        table.fail("taken", "taken = some of [" + ", ".join(f'"{name}"' for name in known) + "]")
    return frozenset(map(TenderKind, named)) | always


def _alcohol(table: Table) -> AlcoholHours:
    """A Norwegian shop's licence for alcohol."""
    from pos_app.domain.norway.alcohol_hours import AlcoholHours

    usual = AlcoholHours()
    times = ("from", "weekdays_until", "before_holidays_until", "served_from", "served_until")
    eves = ("easter_eve_until", "whitsun_eve_until", "christmas_eve_until", "new_years_eve_until")
    table.only({*times, *eves, "served_categories"})
    given: dict[str, Any] = {key: _minute(table, key) for key in (*times, *eves) if table.has(key)}
    if "from" in given:
        given["from_minute"] = given.pop("from")
    if "served_until" in given and given["served_until"] <= given.get("served_from", usual.served_from):
        given["served_until"] += _DAY_MINUTES  # the next morning
    try:
        return AlcoholHours(served_categories=table.texts("served_categories"), **given)
    except ValueError as error:
        return table.fail("weekdays_until", str(error))


def _minute(table: Table, key: str) -> int:
    """A time of day, as minutes after midnight."""
    text = table.text(key)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
        table.fail(key, f'{key} = "20:00"')
    return int(text[:2]) * 60 + int(text[3:])


def check_presets(path: Path, presets: str, source: str) -> None:
    """Raise :class:`BadFile` unless ``presets`` (text of ``till.toml`` from the file ``source``) can stand there, below
    what an installer wrote there already.
    """
    settings_in(presets, path, source)
    before = _read(path) if path.exists() else ""
    if before.strip() and presets.strip():
        try:
            settings_in(f"{before}\n{presets}", path)
        except BadFile as error:
            raise BadFile(
                source, None, f"only what {path} does not say already ({error.expected})"
            ) from error


def join(
    path: Path,
    *,
    server_url: str,
    company_id: str,
    store_id: str,
    till_id: str,
    till_number: int,
    presets: str = "",
    replaces: str = "",
    receipts_from: int = 0,
) -> None:
    """Write the till's place into ``till.toml``; what an installer wrote there about devices stays as it is, and
    ``presets`` (text of such a file) come below it.

    Raises :class:`BadFile` when the till already has a place: a till never changes it silently.
    """
    from pos_app.storage.replica_files import sync_folder

    before = _read(path) if path.exists() else ""
    if before and load_settings(path).is_enrolled:
        raise BadFile(str(path), None, "this till is enrolled already; a new place needs a new folder")
    page = Page(before, str(path)).root
    for name in ("till", "server"):
        if page.has(name):
            page.fail(name, f"no table [{name}]: enrolment writes it")
    in_place = f"replaces = {_quoted(replaces)}\nreceipts_from = {receipts_from}\n" if replaces else ""
    head = (
        "# Written when this till got its place. Paths are relative to this file.\n"
        f"[till]\ncompany_id = {_quoted(company_id)}\nstore_id = {_quoted(store_id)}\n"
        f"till_id = {_quoted(till_id)}\ntill_number = {till_number}\n{in_place}\n"
        f"[server]\nurl = {_quoted(server_url)}\n"
    )
    before += f"\n{presets.strip()}\n" if presets.strip() else ""
    aside = path.with_suffix(".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(head + ("\n" + before if before else ""))
        file.flush()
        # The code that bought this place is spent: a power cut must not leave an empty file.
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def read_secret(path: Path, length: int, what: str) -> bytes:
    """A secret file of exactly ``length`` raw bytes; :class:`BadFile` says what is wrong with it."""
    from sync.secret_file import SecretTrouble, read_secret_file

    try:
        secret = read_secret_file(path, length, others_may_read=True)
    except SecretTrouble as trouble:
        raise BadFile(str(path), None, f"{what}: the file {trouble.detail}") from trouble
    if len(secret) != length:
        raise BadFile(str(path), None, f"{what}: {length} bytes, found {len(secret)}")
    return secret


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows begin a file with a mark
    except FileNotFoundError as error:
        raise BadFile(str(path), None, "there is no such file; `trofast provision` makes one") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadFile(str(path), line, "text in UTF-8") from error
    except OSError as error:
        raise BadFile(str(path), None, f"a file that can be read ({error.strerror})") from error


def _url(server: Table) -> str:
    url = server.text("url", "", empty=True)
    if url and not url.startswith(("http://", "https://")):
        server.fail("url", 'url = "https://..." (or http:// within the shop)')
    return url.rstrip("/")


def _device(kind: type[Device], table: Table) -> Device:
    """Fill a settings class of the drivers from a table, field by field, each with its own type."""
    known = {each.name: each for each in dataclasses.fields(kind)}
    table.only(known)
    values: dict[str, Any] = {}
    for name, each in known.items():
        if not table.has(name):
            continue
        default = each.default
        if name == "code_page_numbers":
            values[name] = tuple(_page_number(table, text) for text in table.texts(name))
        elif isinstance(default, bool):
            values[name] = table.yes_no(name, default=default)
        elif isinstance(default, int):
            values[name] = table.whole(name)
        elif isinstance(default, tuple):
            values[name] = table.texts(name)
        else:
            values[name] = table.text(name, empty=True)
    try:
        return kind(**values)
    except SettingsError as error:
        table.fail(error.field, f"{error.field} = {error.expected}")


def _printer(table: Table, folder: Path) -> PrinterSettings:
    from drivers.printers.profile import profile_from

    settings = _device(PrinterSettings, table)
    if settings.kind == "file":
        settings = dataclasses.replace(settings, path=str(folder / settings.path))
    if settings.logo:
        settings = dataclasses.replace(settings, logo=str(folder / settings.logo))
    try:
        profile_from(settings)
    except SettingsError as error:
        table.fail(error.field, error.expected)
    return settings


def _page_number(table: Table, text: str) -> tuple[str, int]:
    name, equals, number = text.partition("=")
    if not equals or not number.strip().isdigit():
        table.fail("code_page_numbers", 'code_page_numbers = ["cp865=5"]')
    return name.strip(), int(number)


def _quoted(text: str) -> str:
    """A TOML string, whatever the server called a thing: control characters stand in it as numbers."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
