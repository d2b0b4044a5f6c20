"""``trofast demo``: a whole company on this machine, and its till; played by itself where there is no display."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.window import has_display
from pos_app.machine.installed import own_command

if TYPE_CHECKING:
    from pos_app.config import Settings
    from pos_app.demo.central import Central
    from pos_app.demo.company import DemoCompany
    from pos_app.domain.sale import Sale
    from pos_app.services.ports import Ports

_MARK = "this-is-a-demo"
_TILL_NUMBER = 1
_LANGUAGES = ("nb", "en")
_TILL_TOML = """\
[screen]
language = "nb"
sounds = {sounds}

[codes]
member_card_prefix = "9578"
member_card_length = 16

[printer]
kind = "file"
path = "receipts"
"""
_SCANNER = """
[[scanner]]
kind = "serial"
path = "{path}"
"""


def demo(
    config: Annotated[
        Path,
        typer.Option(
            "--config",
            metavar="TILL_TOML",
            help="The demo till's till.toml. Its folder holds the whole demo and is made anew at each run.",
        ),
    ] = Path(".demo/till.toml"),
    language: Annotated[str, typer.Option(help="Of the till's screen: nb or en.")] = "nb",
) -> None:
    """Set up a demo company (server, till, goods in four languages, members, a points programme) and open its till.

    With no display the till plays a shop by itself, offscreen: twenty sales scanned over a pseudo-terminal, the server
    cut off for the middle third, the till killed once in mid-basket. Then it prints where everything is. The server is
    stopped at the end; `trofast-server --config .demo/server/server.toml run` starts it again on the same data.

    Exit codes: 0 done, and the journal verified; 1 something went wrong, the text says what; 2 the options are wrong,
    or the folder holds something that is not a demo.
    """
    if language not in _LANGUAGES:
        raise typer.BadParameter(f"--language is one of {', '.join(_LANGUAGES)}")
    config = config.resolve()
    folder = config.parent
    _make_room(folder)
    with_display = _has_display()
    from pos_app.demo.central import Central, CentralError
    from pos_app.demo.till_by_hand import PlayError

    central = Central(folder / "server" / "server.toml")
    try:
        company = _found(folder, central)
        central.start()
        if with_display:
            _enrol(config, central, company, "", language, sounds=True)
            _by_a_person(folder, central, company, config)
        else:
            _by_itself(config, central, company, language)
    except (CentralError, PlayError) as error:
        _say(f"the demo stopped: {error}")
        raise typer.Exit(1) from error
    finally:
        central.stop()


def _found(folder: Path, central: Central) -> DemoCompany:
    from pos_app.demo.company import write_company

    _say("setting up the company: goods, members, a points programme")
    company = write_company(folder / "server" / "company")
    central.found(company, _free_port())
    central.member_code(company.member.member_id, _signed_code(folder))
    return company


def _signed_code(folder: Path) -> Path:
    """Where the picture of the member's signed code is, for a scanner to read it from the screen."""
    return folder / "member-code.png"


def _enrol(
    config: Path, central: Central, company: DemoCompany, scanner: str, language: str, *, sounds: bool
) -> None:
    """Set up the till's folder, enrol it with a one-time code, and let it fetch the catalogue."""
    (config.parent / "receipts").mkdir()
    text = _TILL_TOML.format(sounds="true" if sounds else "false").replace('"nb"', f'"{language}"')
    config.write_text(text + (_SCANNER.format(path=scanner) if scanner else ""), encoding="utf-8")
    code = central.enrol_code(company.store_id, _TILL_NUMBER)
    _trofast("enrol", "--server", central.url, "--code", code, "--config", str(config))
    _trofast("sync", "--config", str(config))


def _by_a_person(folder: Path, central: Central, company: DemoCompany, config: Path) -> None:
    from pos_app.demo.people import CASHIERS

    for cashier in CASHIERS:
        _say(f"cashier {cashier.name}: PIN {cashier.pin}")
    _say(
        f"member {company.member.name}: card {company.member.card_number}, signed code {_signed_code(folder)}"
    )
    _say(f"codes to type: {', '.join(company.some_codes)}")
    subprocess.run(own_command("till", "--config", str(config)), check=False)
    subprocess.run(own_command("sync", "--config", str(config)), check=False)
    _tell(folder, central, config, folder / "till.png")


def _by_itself(config: Path, central: Central, company: DemoCompany, language: str) -> None:
    from pos_app.demo.day import Day, play
    from pos_app.demo.people import CASHIERS
    from pos_app.demo.shopping import BASKETS
    from pos_app.demo.till_by_hand import Scanner

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    scanner = Scanner()
    picture = config.parent / "till.png"
    try:
        _enrol(config, central, company, scanner.path, language, sounds=False)
        day = Day(
            config=config,
            central=central,
            scanner=scanner,
            shops=BASKETS,
            pin=min(CASHIERS, key=lambda cashier: cashier.name).pin,
            till_picture=picture,
            picture_at=2,
            say=_say,
        )
        play(day)
        # The count on a busy machine may have been late: whatever the till did not get to send goes now.
        _trofast("sync", "--config", str(config))
    finally:
        scanner.close()
    _tell(config.parent, central, config, picture)


def _tell(folder: Path, central: Central, config: Path, till_picture: Path) -> None:
    """Print what came of the day. Everything is read back from the files and from the server."""
    from pos_app.bootstrap.opening import open_till
    from pos_app.config import load_settings
    from pos_app.storage.key import read_key
    from pos_app.storage.verify import verify_database

    settings = load_settings(config)
    report = verify_database(settings.data_folder, read_key(settings.key_file))
    typer.echo(f"till: {config}")
    if till_picture.exists():
        typer.echo(f"till picture: {till_picture}")
    till = open_till(settings)
    try:
        sale = _richest_sale(till.ports)
        if sale is not None:
            picture = folder / "receipt.png"
            picture.write_bytes(_receipt_picture(till.ports, settings, sale))
            typer.echo(f"receipt picture: {picture}")
        with till.ports.store.unit_of_work() as work:
            waiting = work.waiting_sales()
    finally:
        till.close()
    typer.echo(f"sales: {report.sales}")
    state = "ok" if report.ok else f"NOT OK ({report.problem})"
    typer.echo(f"journal: {state}, {report.records} records")
    (seen,) = central.status()["tills"]
    typer.echo(f"server: {seen['sales']} sales, {waiting} waiting")
    if not report.ok:
        raise typer.Exit(1)


def _richest_sale(ports: Ports) -> Sale | None:
    """The sale whose receipt shows the most: of a member, with points used, many lines."""
    with ports.store.unit_of_work() as work:
        found = [sale for sale in work.newest_sales(100) if sale.member is not None]
    return max(
        found, key=lambda sale: (sale.decision.points_redeemed > 0, len(sale.basket.lines)), default=None
    )


def _receipt_picture(ports: Ports, settings: Settings, sale: Sale) -> bytes:
    from drivers.printers.picture import picture
    from drivers.printers.profile import PrinterProfile, profile_from
    from pos_app.services.receipts import document_for
    from pos_app.services.till_store import PrintJob, PrintKind, PrintState

    job = PrintJob("", sale.sale_id, PrintKind.RECEIPT, PrintState.CONFIRMED, sale.context.at_ms)
    profile = profile_from(settings.printer) if settings.printer else PrinterProfile()
    return picture(document_for(ports, job), profile)


def _make_room(folder: Path) -> None:
    """An empty folder with our mark; one that is not ours is never emptied."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            _say(f"{folder} is not empty and not a demo's: name another one with --config")
            raise typer.Exit(2)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("Made by `trofast demo`; the next run empties this folder.\n", "utf-8")


def _has_display() -> bool:
    return has_display() and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _trofast(*words: str) -> None:
    done = subprocess.run(
        own_command(*words),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        _say(f"trofast {words[0]}: {done.stderr.strip() or done.stdout.strip()}")
        raise typer.Exit(1)


def _say(text: str) -> None:
    typer.echo(text, err=True)
