"""``trofast-server``: what an owner's IT person types. Thin: every command is one call into this package.

Exit codes: 0 done; 1 the input is wrong (a file, an id; nothing was changed); 2 the command line is wrong; 3 the
server cannot run (no database, no company, a port that is taken, a second server on the same data).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from sync.server.config import ServerSettings
    from sync.server.opening import Database

INPUT_WRONG, CANNOT_RUN = 1, 3
DEFAULT_CONFIG = Path("server.toml")

app = typer.Typer(
    name="trofast-server",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="""The central server of Trofast: stores every till's sales once, keeps the points, tells tills what changed.

A new company, from nothing to its first till:

\b
  trofast-server --config server.toml init --name "Kaffehuset" --currency NOK
  trofast-server --config server.toml import --stores stores.csv --articles articles.csv
  trofast-server --config server.toml run
  trofast-server --config server.toml enrol-code --store grunerlokka --till-number 1

--config may also stand after the command. Exit codes: 0 done; 1 the input is wrong, nothing was changed; 2 the command
line is wrong; 3 the server cannot run, and the text says why.
""",
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="SERVER_TOML", help="The server's settings. Paths in it are relative to it."
    ),
]
WhichCompany = Annotated[
    str,
    typer.Option("--company", metavar="ID", help="Which company; needed only where a server has several."),
]
Files = list[Path]


@app.callback()
def _all_commands(context: typer.Context, config: Config = None) -> None:
    context.obj = config


@app.command()
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What the company is called.")],
    currency: Annotated[str, typer.Option(help="NOK, EUR or KRW: what amounts in its files mean.")],
    company_id: Annotated[
        str, typer.Option(help="The company's id in keys and signatures, for ever; made up when not given.")
    ] = "",
    zone: Annotated[
        str,
        typer.Option(
            help="The IANA zone whose days lots, tiers and memberships end with: Europe/Oslo (the usual for NOK),"
            " Asia/Seoul (KRW), Europe/Sofia (EUR)."
        ),
    ] = "",
    host: Annotated[str, typer.Option(help="Written into a new server.toml.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Written into a new server.toml.")] = 8600,
    config: Config = None,
) -> None:
    """Create the database and a company in it; write server.toml where there is none. Needed before anything else."""
    import re

    from pos_app.domain.money import CURRENCIES

    if currency not in CURRENCIES:
        _fail(INPUT_WRONG, f"--currency must be one of {', '.join(sorted(CURRENCIES))}")
    if company_id and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", company_id):
        _fail(INPUT_WRONG, "--company-id must be letters, digits, . _ - (1 to 64)")
    if not name.strip():
        _fail(INPUT_WRONG, "--name must say something")
    with _told():
        import uuid_utils

        from sync.server.companies import create_company
        from sync.server.company_days import is_zone
        from sync.server.config import write_first_settings

        if zone and not is_zone(zone):
            _fail(INPUT_WRONG, f"--zone must be an IANA time zone such as Europe/Oslo, not {zone[:40]!r}")
        path = _config_path(context, config)
        write_first_settings(path, host=host, port=port)
        with _database(context, config, create=True) as database, database.write() as connection:
            made = create_company(
                *(connection, company_id or str(uuid_utils.uuid7()), name.strip(), currency, _now_ms()),
                zone=zone,
            )
        typer.echo(f"company: {made.company_id}")
        typer.echo(f"zone: {made.zone}")
        typer.echo(f"settings: {path}")


@app.command()
def run(context: typer.Context, config: Config = None) -> None:
    """Serve tills until SIGTERM, then finish what was begun.

    Prints `listening on http://HOST:PORT` when it answers; with port 0 it takes a free one. The log goes to stderr, one
    JSON object per line. Put a TLS proxy before it that keeps paths and headers as they are.
    """
    with _told():
        from sync.server.logs import log_to_stderr
        from sync.server.serving import serve

        log_to_stderr()
        serve(_settings(context, config), lambda line: print(line, flush=True))  # noqa: T201 - the ready line


@app.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: see the keys below.")] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """What the server has of each till, whether it runs or not.

    JSON: `tills` is a list with `till`, `company`, `store`, `number`, `sales`, `last_sequence`, `chain_head` (hex),
    `parked`, `flagged`, `aside`, `frozen`, `seen_ms`, `software`; beside it `members` and `articles`.
    """
    with _told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.status import server_status

        with _database(context, config) as database, database.read() as connection:
            found = server_status(connection, the_company(connection, company).company_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        from sync.server.status_table import print_status

        print_status(found, _now_ms())


@app.command()
def review(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="A list with till, sequence, what, detail.")
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """List what waits for a person: parked records, flags on sales, records kept aside."""
    with _told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.status import matters

        with _database(context, config) as database, database.read() as connection:
            found = matters(connection, the_company(connection, company).company_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        for matter in found:
            typer.echo(f"{matter.till} {matter.sequence}: {matter.what}: {matter.detail}")
        typer.echo(f"{len(found)} to look at")


@app.command("enrol-code")
def enrol_code(
    context: typer.Context,
    store: Annotated[str, typer.Option(help="The store's id.")],
    till_number: Annotated[int, typer.Option(min=1, max=9999, help="The till's number within the store.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Print a code with which one till may join: it works once, within ten minutes.

    The code is the only line on stdout. Five wrong guesses and it is dead.
    """
    with _told():
        from sync.server.companies import the_company
        from sync.server.enrol import make_code

        with _database(context, config) as database, database.write() as connection:
            company_id = the_company(connection, company).company_id
            try:
                made = make_code(connection, company_id, store, till_number, _now_ms())
            except ValueError as error:
                _fail(INPUT_WRONG, f"--store: {error}")
        typer.echo(made.code)
        typer.echo(f"For till {till_number} of {store}. It works once, for ten minutes.", err=True)


@app.command("import")
def import_(
    context: typer.Context,
    stores: Annotated[Files | None, typer.Option(metavar="CSV", help="Stores; columns above.")] = None,
    categories: Annotated[
        Files | None, typer.Option(metavar="CSV", help="Tabs of quick keys; columns above.")
    ] = None,
    articles: Annotated[Files | None, typer.Option(metavar="CSV", help="Goods; columns above.")] = None,
    members: Annotated[Files | None, typer.Option(metavar="CSV", help="Members; columns above.")] = None,
    cashiers: Annotated[
        Files | None, typer.Option(metavar="CSV", help="Who may sign in; columns above.")
    ] = None,
    programme: Annotated[
        Files | None, typer.Option(metavar="TOML", help="A programme's text; a new version for a change.")
    ] = None,
    remove_missing: Annotated[
        bool,
        typer.Option(
            "--remove-missing",
            help="Categories, articles and cashiers that their files lack are no more. Never members.",
        ),
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Bring stores, goods, people and programmes in. Every option may be given several times.

    All mistakes are told with file and line (exit code 1), and then nothing was imported. The same files again change
    nothing. Files are UTF-8 with a header line; cells are parted by ; or , (the header shows which). Columns in
    brackets may be left out.

    \b
    stores      store_id, name, currency, zone, country, language,
                [organisation_number], [address: lines parted by |], [vat_included: yes/no]
    categories  category_id, name, [colour: #RRGGBB], [position]
    articles    article_id, name, price (12.50 or 12,50; empty: the cashier is asked), vat_code,
                vat_percent (may be empty once the code is known), [unit: piece/kg], [category_id],
                [minimum_age], [protection: alcohol, tobacco, medicine, infant_formula,
                fixed_price_book, deposit, carrier_bag, gift_card, fee], [colour],
                [codes: parted by blanks, code*6 for a case of 6; EAN-13, EAN-8, UPC-A or an own
                number], [item_reference: the number inside in-store codes],
                [quick_position: above 0 makes a quick key]
    members     name, [member_id], [card_number], [phone: as typed at the counter], [points],
                [qualifying_points], [tier: its code in the first programme];
                a member_id or a card_number is needed; points count for new members only
    cashiers    cashier_id, name, pin (4 to 8 digits), [store_id: empty for every store]
    """  # noqa: D301 - \b keeps the table as it is
    with _told():
        from sync.server.companies import the_company
        from sync.server.importing import ImportFiles, ImportRefused, import_files

        files = ImportFiles(
            stores or (),
            categories or (),
            articles or (),
            members or (),
            cashiers or (),
            programme or (),
            remove_missing,
        )
        if not any((stores, categories, articles, members, cashiers, programme)):
            raise typer.BadParameter("name at least one file to import")
        try:
            with _database(context, config) as database, database.write() as connection:
                done = import_files(connection, the_company(connection, company), files, _now_ms())
        except ImportRefused as refused:
            for mistake in refused.mistakes:
                typer.echo(str(mistake), err=True)
            _fail(INPUT_WRONG, f"{len(refused.mistakes)} mistakes; nothing was imported")
        for kind, changed in done.changed.items():
            typer.echo(f"{kind}: {changed} changed")
        for note in done.notes:
            typer.echo(note)


@app.command("erase-member")
def erase_member(
    context: typer.Context,
    member: Annotated[str, typer.Option(metavar="MEMBER_ID", help="The member's pseudonymous id.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Forget a person for ever: name, phone, cards and the key to their sealed fields, here and at every till.

    Sales and points stay under the pseudonymous id, so that the books still add up. Backups made before still hold
    the person: let them run out.
    """
    with _told():
        from sync.server import members
        from sync.server.companies import the_company

        with _database(context, config) as database:
            with database.write() as connection:
                company_id = the_company(connection, company).company_id
                erased = members.erase_member(connection, company_id, member, _now_ms())
            database.forget_old_pages()
        if not erased:
            _fail(INPUT_WRONG, f"--member: there is no member {member!r}, or they were erased before")
        typer.echo(f"erased: {member}")


@app.command("new-epoch")
def new_epoch(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """Say that this database was restored from a backup: tills then send what it lacks and load everything anew."""
    with _told():
        from sync.server import companies

        with _database(context, config) as database, database.write() as connection:
            epoch = companies.new_epoch(connection, companies.the_company(connection, company).company_id)
        typer.echo(f"epoch: {epoch}")


def main() -> None:
    """The program ``trofast-server``."""
    app(prog_name="trofast-server")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _config_path(context: typer.Context, config: Path | None) -> Path:
    given = config or context.obj or DEFAULT_CONFIG
    assert isinstance(given, Path)
    return given


def _settings(context: typer.Context, config: Path | None) -> ServerSettings:
    from sync.server.config import load_settings

    return load_settings(_config_path(context, config))


@contextmanager
def _database(context: typer.Context, config: Path | None, *, create: bool = False) -> Iterator[Database]:
    from sync.server.opening import open_database

    database = open_database(_settings(context, config).database, create=create)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _told() -> Iterator[None]:
    """Tell the world's faults as one sentence and an exit code instead of a traceback."""
    from pos_app.domain.errors import BadFile
    from sync.server.problems import CannotRun

    try:
        yield
    except BadFile as error:
        _fail(INPUT_WRONG, str(error))
    except CannotRun as error:
        _fail(CANNOT_RUN, str(error))
    except OSError as error:
        _fail(CANNOT_RUN, f"{error.filename or 'the system'}: {error.strerror or error}")


def _fail(code: int, sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
