"""Commands that bring something in: a till by a code, files of goods and people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from sync.server.commands.inviting import Carriers, address_of, write_carriers
from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    Files,
    WhichCompany,
    fail,
    now_ms,
    open_data,
    program,
    settings_of,
    told,
)

_ALIVE_MS = 60 * 60 * 1000
"""A till that was heard within the last hour may well be alive."""


@program.command("enrol-code")
def enrol_code(
    context: typer.Context,
    store: Annotated[str, typer.Option(help="The store's id; --replaces says it itself.")] = "",
    till_number: Annotated[
        int | None, typer.Option(min=1, max=9999, help="The till's number within the store.")
    ] = None,
    hub: Annotated[
        bool, typer.Option("--hub", help="For the store's hub instead of a till: `trofast-server hub enrol`.")
    ] = False,
    key: Annotated[
        str,
        typer.Option(
            metavar="FINGERPRINT",
            help="What `trofast enrol --show-key` prints at the till: only the till with that key may use the code.",
        ),
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a one-time file for `trofast provision --file` too."),
    ] = None,
    qr: Annotated[
        Path | None, typer.Option("--qr", metavar="FILE", help="Write the QR too: .png or .svg.")
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a page to print, with the QR and what to type: .svg."),
    ] = None,
    server_url: Annotated[
        str,
        typer.Option(metavar="URL", help="How the till reaches this server; else public_url in server.toml."),
    ] = "",
    devices: Annotated[
        Path | None,
        typer.Option(
            metavar="TOML", help="What of till.toml is known beforehand: scanners, printer, screen ..."
        ),
    ] = None,
    valid_for: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="How long it works: 10m, 2h, 3d. At most an hour, carried in a file a week."
        ),
    ] = "10m",
    group: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Which group the till joins (`till group`); else that of the till in its place before.",
        ),
    ] = "",
    replaces: Annotated[
        str,
        typer.Option(
            metavar="TILL_ID",
            help="A till that died, as `till list` says it: the new one takes its store and number, opens its"
            " copies and ends its history (`trofast recover`).",
        ),
    ] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides that, beside --replaces.")] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Print a code with which one till may join, or the store's hub: it works once, within ten minutes.

    The code is the only line on stdout. Five wrong guesses and it is dead. Where the code goes to the till by a way
    that others may read, have the till's key read out first and name it with `--key`. With --file, --qr or --sheet it
    travels with the server's address and what is known of the till's devices; such a file is like the code: whoever has
    it first has the place.
    """
    for_key = key.replace(" ", "").lower()
    if for_key and not re.fullmatch("[0-9a-f]{16}", for_key):
        raise typer.BadParameter("--key: sixteen of 0-9 and a-f, as the till shows them")
    if replaces and (hub or till_number is not None or store or not by):
        raise typer.BadParameter(
            "--replaces says which store and number it is; beside it only --by, who decides"
        )
    if not replaces and not store:
        raise typer.BadParameter("--store: which one")
    if not replaces and hub == (till_number is not None):
        raise typer.BadParameter(
            "--till-number says which till may join, --hub that it is the store's hub: one of them"
        )
    carriers = Carriers(file, qr, sheet)
    if carriers.any and hub:
        raise typer.BadParameter("--file, --qr and --sheet are for tills")
    if devices and not carriers.any:
        raise typer.BadParameter("--devices goes into --file, --qr or --sheet")
    with told():
        from sync.protocol.invitation import Invitation
        from sync.server.companies import the_company
        from sync.server.desk.fleet import a_group
        from sync.server.desk.inviting import device_text, invited, term_ms
        from sync.server.desk.tills import to_replace
        from sync.server.desk.who import a_name
        from sync.server.enrol import make_code
        from sync.server.holding.hubs import HUB_NUMBER

        term = term_ms(valid_for, is_carried=carriers.any)
        url = address_of(server_url, settings_of(context, config).public_url, needed=carriers.any)
        presets = device_text(devices) if devices else ""
        with open_data(context, config) as database, database.write() as connection:
            company_id = the_company(connection, company).company_id
            if group:
                a_group(group)
            name = ""
            if replaces:
                old, name = to_replace(connection, company_id, replaces), a_name("--by", by)
                store, till_number = old.store_id, old.till_number
                silent_ms = now_ms() - old.seen_ms
                if silent_ms < _ALIVE_MS:
                    warning = f"Careful: that till was heard {silent_ms // 60_000} minutes ago. Is it dead?"
                    typer.echo(f"{warning} Two in one place must not both sell.", err=True)
            try:
                number = till_number or HUB_NUMBER
                made = make_code(
                    connection,
                    company_id,
                    store,
                    number,
                    now_ms(),
                    for_key=for_key,
                    term_ms=term,
                    group=group,
                    replaces=replaces,
                    by=name,
                )
            except ValueError as error:
                fail(INPUT_WRONG, f"--store: {error}")
            meant = Invitation(url, made.code, store, number, replaces=replaces, presets=presets)
            asked = invited(connection, company_id, meant, made.expires_ms)
            write_carriers(asked, carriers)  # before the code counts: one without its file is of no use
        typer.echo(made.code)
        whom = f"till {till_number}" if till_number else "the hub"
        how_long = (
            "for ten minutes" if valid_for == "10m" else f"until {asked.until_local} (the store's time)"
        )
        typer.echo(f"For {whom} of {store}. It works once, {how_long}.", err=True)
        if url and till_number:
            typer.echo(f"Type at the till: {url.removeprefix('https://')} {made.code}", err=True)


@program.command("import")
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
    roles: Annotated[
        Files | None, typer.Option(metavar="CSV", help="What each role may do; columns above.")
    ] = None,
    programme: Annotated[
        Files | None, typer.Option(metavar="TOML", help="A programme's text; a new version for a change.")
    ] = None,
    remove_missing: Annotated[
        bool,
        typer.Option(
            "--remove-missing",
            help="Categories, articles, roles and cashiers that their files lack are no more. Never members.",
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
                [qualifying_points], [tier: its code in the first programme], [birthday: 05-17],
                [joined_on: 2024-05-17], [purchases: so far];
                a member_id or a card_number is needed; points count for new members only
    cashiers    cashier_id, name, pin (4 to 8 digits), [store_id: empty for every store],
                [member_id: the member they are; refused on sales they ring up themselves],
                [role: cashier, shift-leader, manager or one of yours], [card_number: their own
                card, which allows on the spot what others may not]
    roles       role_id, right (return, discount, price-override, void, open-drawer, paid-in,
                paid-out, drop, count-difference, x-report, z-report, training, copy; none for a
                role without any), [name], [up_to: 500.00],
                [up_to_percent], [two_people: yes/no]; one line for each right. A role of yours
                called cashier, shift-leader or manager replaces ours.
    """  # noqa: D301 - \b keeps the table as it is
    with told():
        from sync.server.companies import the_company
        from sync.server.importing import ImportFiles, ImportRefused, import_files

        files = ImportFiles(
            stores or (),
            categories or (),
            articles or (),
            members or (),
            cashiers or (),
            programme or (),
            roles or (),
            remove_missing,
        )
        if not any((stores, categories, articles, members, cashiers, roles, programme)):
            raise typer.BadParameter("name at least one file to import")
        try:
            with open_data(context, config) as database, database.write() as connection:
                done = import_files(connection, the_company(connection, company), files, now_ms())
        except ImportRefused as refused:
            for mistake in refused.mistakes:
                typer.echo(str(mistake), err=True)
            fail(INPUT_WRONG, f"{len(refused.mistakes)} mistakes; nothing was imported")
        for kind, changed in done.changed.items():
            typer.echo(f"{kind}: {changed} changed")
        for note in done.notes:
            typer.echo(note)
