"""An invitation: what an installer brings to a till that has no place yet, as typed text, as a file or as a QR.

It names the server and a one-time code; store and number are the server's to say. A file or a QR may also hold what
stands in ``till.toml`` about devices and the screen. There is no lasting secret in it: the code works once, and not
for long.

The QR is the file's text, made small and written as digits after a mark: the densest text a QR has, and the only one
that every keyboard scanner types right, whatever keyboard the machine believes in.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import tomllib
import zlib
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pos_app.domain.errors import BadFile, TillError
from pos_app.domain.written import Page

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters: no 0, O, 1 or I, which paper confuses."""
CODE_LENGTH = 12
MARK = "1992"
"""What the digits of an invitation begin with; member codes have 1991."""
_MOST_BYTES = 740
"""Some 1 780 digits: what a QR of a hand's width still holds so that a cheap scanner reads it."""
_MOST_TEXT = 16_384
_KNOWN = b'[provision]\nserver = "https://"\ncode = ""\nstore = ""\ntill_number = 1\nuntil = "2026-'
"""What most invitations say: zlib need not say it again. Never changed: what is printed with it is to be read."""
_TYPED = re.compile(r"(?:(?P<server>\S+?)[\s,;|]+)?(?P<code>[^\W_](?:[\s\-‐‑–—.]*[^\W_]){11})", re.UNICODE)


class InvitationWrong(TillError):
    """What was typed or scanned is no invitation. ``code`` is a stable word for the screen: ``no_server``,
    ``bad_server``, ``no_code``, ``bad_code``, ``damaged`` or ``too_long``.
    """

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where to ask and with which code (``K7TQ-M3XW-9FHA``). The rest is for people and for a second run: ``store_id``
    and ``till_number`` as the server will say them ("" and 0: not told), ``replaces`` the till whose place it is,
    ``until`` when the code runs out. ``presets`` is text of ``till.toml``, each line where it stood in ``source``.
    """

    server_url: str
    code: str
    store_id: str = ""
    till_number: int = 0
    replaces: str = ""
    until: str = ""
    presets: str = ""
    source: str = ""

    @property
    def digest(self) -> str:
        """What may be kept of a spent code to know it again."""
        return hashlib.sha256("".join(c for c in self.code.upper() if c.isalnum()).encode()).hexdigest()


def read_typed(text: str, server: str = "") -> Invitation:
    """``kasse.kaffehuset.no K7TQ-M3XW-9FHA``, in whatever case and with whatever dashes; ``server`` stands in for a
    missing address. Raises :class:`InvitationWrong`.
    """
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise InvitationWrong(
            "no_code",
            "The server's address and a code of three groups of four belong here: shop.example K7TQ-M3XW-9FHA.",
        )
    said = found["server"] or server
    if not said:
        raise InvitationWrong(
            "no_server", "The server's address belongs before the code: shop.example K7TQ-M3XW-9FHA."
        )
    return Invitation(server_address(said), written_code(found["code"]))


def read_scanned(text: str, server: str = "") -> Invitation:
    """What a scanner read off a sheet, or what somebody typed in its place. Raises :class:`InvitationWrong`, or
    :class:`BadFile` for presets that are none.
    """
    digits = re.sub(r"\s", "", text)
    if digits.isascii() and digits.isdigit() and digits.startswith(MARK):
        return read_file(_unpacked(digits), "QR")
    return read_typed(text, server)


def read_file(text: str, source: str) -> Invitation:
    """The text of a one-time file. Raises :class:`BadFile` with ``source`` and the line."""
    root = Page(text, source).root
    if not root.has("provision"):
        raise BadFile(source, 1, "a table [provision] with server and code: this is no one-time file")
    table = root.table("provision")
    table.only({"server", "code", "store", "till_number", "replaces", "until"})
    try:
        url, code = server_address(table.text("server")), written_code(table.text("code"))
    except InvitationWrong as wrong:
        table.fail("server" if wrong.code == "bad_server" else "code", wrong.sentence)
    for name in ("till", "server"):
        if root.has(name):
            root.fail(name, f"no table [{name}]: the server says where this till belongs")
    return Invitation(
        url,
        code,
        store_id=table.text("store", "", empty=True),
        till_number=table.whole("till_number", 0, at_most=9999),
        replaces=table.text("replaces", "", empty=True),
        until=table.text("until", "", empty=True),
        presets=_without_provision(text, source),
        source=source,
    )


def file_text(invitation: Invitation, comment: str = "") -> str:
    """The one-time file's text; ``comment`` (lines) goes on top."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += ["[provision]", f'server = "{invitation.server_url}"', f'code = "{invitation.code}"']
    said = (("store", invitation.store_id), ("replaces", invitation.replaces), ("until", invitation.until))
    if invitation.till_number:
        lines.append(f"till_number = {invitation.till_number}")
    lines += [f'{name} = "{_escaped(value)}"' for name, value in said if value]
    presets = invitation.presets.strip("\n")
    return "\n".join(lines) + "\n" + (f"\n{presets}\n" if presets else "")


def qr_text(invitation: Invitation) -> str:
    """The digits of the QR. Raises :class:`InvitationWrong` ``too_long`` when a printed one could not be read well."""
    text = "\n".join(
        line
        for line in file_text(invitation).split("\n")
        if line.strip() and not line.lstrip().startswith("#")
    )
    raw = text.encode()
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=_KNOWN)
    packed = squeezer.compress(raw) + squeezer.flush()
    whole = b"\x01" + packed + zlib.crc32(raw).to_bytes(4, "big")
    if len(whole) > _MOST_BYTES:
        raise InvitationWrong(
            "too_long",
            f"These settings need {len(whole)} bytes, a QR holds {_MOST_BYTES}: make a file instead.",
        )
    return MARK + str(int.from_bytes(whole, "big"))


def server_address(written: str) -> str:
    """The server's address in full. Without a scheme it is https, but for an address within the shop (a private or
    own IP address, or localhost), where http is usual. Raises :class:`InvitationWrong` ``bad_server``.
    """
    text = written.strip().rstrip("/")
    if "://" not in text:
        text = f"{'http' if _is_within_the_shop(text) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    is_plain = not (parts.username or parts.query or parts.fragment) and port != 0
    named = re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*", host)
    if parts.scheme.lower() not in {"http", "https"} or not is_plain or not named or '"' in text:
        raise InvitationWrong(
            "bad_server", f"{written[:80]!r} is no address such as shop.example or https://shop.example."
        )
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def written_code(written: str) -> str:
    """A code as it is printed, from one in whatever case and with whatever between. Raises :class:`InvitationWrong`."""
    plain = "".join(each for each in written.upper() if each.isalnum())
    if len(plain) != CODE_LENGTH:
        raise InvitationWrong(
            "bad_code", f"A code has three groups of four, such as K7TQ-M3XW-9FHA; this has {len(plain)}."
        )
    strange = sorted({each for each in plain if each not in CODE_ALPHABET})
    if strange:
        raise InvitationWrong(
            "bad_code", f"No code has {', '.join(strange)} in it (0, O, 1 and I are never used): look again."
        )
    return "-".join(plain[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def with_presets(invitation: Invitation, presets: str) -> Invitation:
    """The same with text for ``till.toml``."""
    return replace(invitation, presets=presets)


def _unpacked(digits: str) -> str:
    damaged = InvitationWrong(
        "damaged", "That code was not read well: scan it again, or type what stands below it."
    )
    if len(digits) > 3 * _MOST_BYTES:
        raise damaged
    number = int(digits[len(MARK) :] or "0")
    whole = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(whole) < 6 or whole[:1] != b"\x01":
        raise damaged
    opener = zlib.decompressobj(-15, zdict=_KNOWN)
    try:
        raw = opener.decompress(whole[1:-4], _MOST_TEXT)
        if opener.unconsumed_tail or zlib.crc32(raw).to_bytes(4, "big") != whole[-4:]:
            raise damaged
        return raw.decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise damaged from error


def _without_provision(text: str, source: str) -> str:
    """The text with the lines of [provision] empty, so that a mistake below is told with its line in the file."""
    kept, inside, is_head = [], False, True
    for line in text.split("\n"):
        header = re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line)
        if header:
            inside, is_head = header.group(1) == "provision", False
        told = is_head and line.lstrip().startswith("#")
        kept.append("" if inside or told else line)
    presets = "\n".join(kept)
    try:
        if "provision" in tomllib.loads(presets):
            raise BadFile(source, 1, "[provision] as a table of its own, with one line for each key")
    except tomllib.TOMLDecodeError as error:
        raise BadFile(source, 1, "[provision] as a table of its own, with one line for each key") from error
    return presets if any(line.strip() and not line.lstrip().startswith("#") for line in kept) else ""


def _is_within_the_shop(text: str) -> bool:
    host = re.sub(r":\d+$", "", text.partition("/")[0]).strip("[]")
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _escaped(text: str) -> str:
    return re.sub(r'["\\\x00-\x1f\x7f]', lambda found: f"\\u{ord(found[0]):04x}", text)
