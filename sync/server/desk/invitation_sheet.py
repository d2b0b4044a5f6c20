"""The sheet that an owner prints and an installer scans: a page of A5 with the QR, and the same to type below it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import segno

from sync.protocol.invitation import qr_text
from sync.server.desk.inviting import Invited

_WIDTH, _HEIGHT = 420, 595
_QR = 236


@dataclass(frozen=True, slots=True)
class _Words:
    till: str
    replaces: str
    steps: tuple[str, str, str]
    typed: str
    until: str


_WORDS = {
    "nb": _Words(
        till="Kasse {number}",
        replaces="i stedet for den som ble borte",
        steps=(
            "Start kassen. Den spør etter en kode.",
            "Skann ruten under, eller skriv linjene nederst.",
            "Sammenlign nøkkelen med den på serveren.",
        ),
        typed="Uten skanner, skriv:",
        until="Virker én gang, til {until}. Kast arket etterpå.",
    ),
    "en": _Words(
        till="Till {number}",
        replaces="in place of the one that was lost",
        steps=(
            "Start the till. It asks for a code.",
            "Scan the square below, or type the lines at the foot.",
            "Compare the key with the server's.",
        ),
        typed="Without a scanner, type:",
        until="Works once, until {until}. Throw the sheet away afterwards.",
    ),
}


def sheet(invited: Invited) -> str:
    """The page as SVG, which every browser prints. Raises
    :class:`~sync.protocol.invitation.InvitationWrong` where its settings do not fit into a QR.
    """
    said, invitation = _WORDS[invited.language], invited.invitation
    title = said.till.format(number=invitation.till_number)
    address = invitation.server_url.removeprefix("https://")
    lines = [
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#FFFFFF"/>',
        f'<rect width="{_WIDTH}" height="58" fill="#0B6E4F"/>',
        _text("Trofast", 28, 37, 22, "#FFFFFF", weight=700),
        _text(title, 28, 98, 30, "#17211B", weight=700),
        _text(invited.store_name, 28, 122, 16 if len(invited.store_name) < 44 else 10, "#5C6860"),
    ]
    if invitation.replaces:
        lines.append(_text(said.replaces, 392, 97, 13, "#8A4B00", anchor="end"))
    for nth, step in enumerate(said.steps, start=1):
        y = 130 + 26 * nth
        lines.append(f'<circle cx="37" cy="{y - 5}" r="10" fill="#DDF0E6"/>')
        lines.append(_text(str(nth), 37, y - 1, 12, "#0B6E4F", weight=700, anchor="middle"))
        lines.append(_text(step, 56, y, 14, "#17211B"))
    lines.append(_squares(qr_text(invitation), (_WIDTH - _QR) // 2, 222))
    lines += [
        '<rect x="28" y="470" width="364" height="76" rx="10" fill="#F3F4F1" stroke="#DDE2DC"/>',
        _text(said.typed, 42, 489, 12, "#5C6860"),
        _text(address, 42, 509, 15 if len(address) < 40 else 10, "#17211B", weight=600),
        _text(invitation.code, 42, 534, 21, "#17211B", weight=700),
        _text(said.until.format(until=invited.until_local), 28, 572, 12, "#5C6860"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="148mm" height="210mm" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        ' font-family="Noto Sans, Arial, sans-serif">\n' + "\n".join(lines) + "\n</svg>\n"
    )


def picture(invited: Invited, kind: str) -> bytes:
    """The QR alone as ``png`` or ``svg``."""
    from sync.server.desk.code_pictures import qr_picture

    return qr_picture(qr_text(invited.invitation), kind)


def _squares(digits: str, left: int, top: int) -> str:
    """The QR as one path, with its white margin of four squares."""
    rows = [list(row) for row in segno.make_qr(digits, error="m", boost_error=False).matrix]
    side_milli = 1000 * _QR // (len(rows) + 8)
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                path.append(f"M{x + 4} {y + 4}h{run}v1h-{run}z")
            x += run or 1
    return (
        f'<path transform="translate({left} {top}) scale({side_milli // 1000}.{side_milli % 1000:03d})"'
        f' shape-rendering="crispEdges" fill="#000000" d="{"".join(path)}"/>'
    )


def _text(
    words: str, x: int, y: int, size: int, colour: str, *, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )
