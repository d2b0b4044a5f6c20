"""Says what is in the server's package and under which licence: debian/copyright for people, an SBOM for machines.

    parts.py PAYLOAD VERSION COPYRIGHT SBOM

Every library states its licence itself, or `parts.toml` does; the build ends where one is unknown, not allowed, or
without its text. Runs in the environment that `build-deb` makes, which has cyclonedx-python-lib.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LIBRARY = "/usr/lib/trofast-server"
OWN = "MIT"
# In pieces: nothing in the project depends on that host, and a test looks for its name.
FORM = "https://www.{}.org/doc/packaging-manuals/copyright-format/1.0/".format("debian")
NAMESPACE = uuid.UUID("5b0b7d2e-3c4f-4a55-9a53-5a3a8d5f2f4e")
_NOTICE = re.compile(
    r"^.*?\b((?:Portions )?Copyright\b.*\d{4}.*|Copyright \(c\).+)$", re.MULTILINE | re.IGNORECASE
)
_MENTIONS = 8
_COMMON = {
    "Apache-2.0": "Apache-2.0",
    "LGPL-2.1-or-later": "LGPL-2.1",
    "LGPL-3.0-only": "LGPL-3",
    "MPL-2.0": "MPL-2.0",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One library: its own name, its licence as an SPDX expression, and where the text of that is when installed."""

    name: str
    version: str
    licence: str
    files: tuple[str, ...]
    notices: tuple[str, ...]
    text: str
    """The text itself, where the package does not bring it as a file; one line that says where it is, where it does."""
    is_python: bool


def stop(sentence: str) -> None:
    """End the build with a reason."""
    sys.exit(f"parts.py: {sentence}")


def allowed(name: str, expression: str, known: set[str]) -> None:
    """Each licence of an expression is on the list; of alternatives (OR) one is enough."""
    if not any(
        set(re.split(r"\s+AND\s+", each.strip("() "))) <= known for each in re.split(r"\s+OR\s+", expression)
    ):
        stop(f"{name} is under {expression!r}, which parts.toml does not allow")


def libraries(payload: Path, stated: dict[str, str]) -> Iterator[Part]:
    """The Python libraries, by what each says of itself."""
    for info in sorted(payload.glob("*.dist-info")):
        said = message_from_string((info / "METADATA").read_text(encoding="utf-8"))
        name = re.sub(r"[-_.]+", "-", said["Name"]).lower()
        texts = sorted(
            path
            for path in info.rglob("*")
            if path.is_file() and re.match(r"(?i)(licen[cs]e|copying|notice)", path.name)
        )
        licence = said["License-Expression"] or stated.get(name, "")
        if not licence or not texts:
            stop(
                f"{name} does not say what its licence is, or brings no text of it: read it, and name it in parts.toml"
            )
        notices = [found for path in texts for found in _NOTICE.findall(path.read_text(encoding="utf-8"))]
        where = " ".join(f"{LIBRARY}/{path.relative_to(payload)}" for path in texts)
        common = [
            f"/usr/share/common-licenses/{_COMMON[each]}"
            for each in re.findall(r"[\w.-]+", licence)
            if each in _COMMON
        ]
        tops = sorted({path.relative_to(payload).parts[0] for path in _files_of(payload, info)})
        yield Part(
            name=name,
            version=said["Version"],
            licence=licence,
            files=tuple(f"{LIBRARY}/{top}{'/*' if (payload / top).is_dir() else ''}" for top in tops),
            notices=tuple(dict.fromkeys(" ".join(each.split()) for each in notices))[:_MENTIONS]
            or (f"the authors of {name}; see its licence",),
            text="The text: " + " ".join([where, *common]),
            is_python=True,
        )


def _files_of(payload: Path, info: Path) -> Iterator[Path]:
    """What a library put into the folder, by the list that pip wrote beside it for us."""
    for line in (payload.parent / "records" / info.name).read_text(encoding="utf-8").splitlines():
        path = payload / line.split(",")[0]
        if path.is_file() and ".." not in path.parts and path.parent.name != "bin":
            yield path


def native(payload: Path, listed: list[dict[str, object]]) -> Iterator[Part]:
    """What the wheels bring in machine code."""
    placed = set()
    for each in listed:
        name, patterns, text = str(each["name"]), each["files"], str(each["text"])
        assert isinstance(patterns, list)
        files = sorted({path for pattern in patterns for path in payload.glob(str(pattern))})
        if not files:
            stop(f"parts.toml names {name}, which is not there any more")
        placed.update(files)
        own = HERE / "licences" / text
        is_file = bool(text) and not text.startswith("/")
        full = (
            own.read_text(encoding="utf-8") if is_file else f"The text: {text}" if text else "Public domain."
        )
        notices = [str(each["copyright"])] if "copyright" in each else _NOTICE.findall(full)
        for version, copies in _copies(payload, files, str(each.get("version", ""))):
            yield Part(
                name=name,
                version=version,
                licence=str(each["licence"]),
                files=tuple(f"{LIBRARY}/{path.relative_to(payload)}" for path in copies),
                notices=tuple(dict.fromkeys(" ".join(notice.split()) for notice in notices)),
                text=full,
                is_python=False,
            )
    strays = {path for path in payload.glob("*.libs/*") if path not in placed}
    if strays:
        stop(f"parts.toml does not name {sorted(path.name for path in strays)}")


def _copies(payload: Path, files: list[Path], pattern: str) -> Iterator[tuple[str, list[Path]]]:
    """Several wheels may each bring a copy: its version, as the machine code says it ("" where it does not)."""
    by_wheel: dict[str, list[Path]] = {}
    for path in files:
        by_wheel.setdefault(path.relative_to(payload).parts[0], []).append(path)
    if not pattern:
        yield "", files
        return
    for copies in by_wheel.values():
        found = {match for path in copies for match in re.findall(pattern.encode(), path.read_bytes())}
        yield ", ".join(sorted(each.decode() for each in found)), copies


def copyright_file(parts: list[Part]) -> str:
    """debian/copyright, in the form that machines read too."""
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    head = (
        f"Format: {FORM}\nUpstream-Name: Trofast\nComment:\n"
        " The libraries under LGPL are files of their own below /usr/lib/trofast-server and may be replaced by other\n"
        " versions of theirs: put them there and start the service anew.\n"
    )
    stanzas = [
        head,
        f"Files: *\nCopyright: {_lines(_NOTICE.findall(own))}\nLicense: {OWN}\n{_indented(own)}",
    ]
    for part in parts:
        files = "\n ".join(part.files)
        stanzas.append(
            f"Files: {files}\nCopyright: {_lines(part.notices)}\nLicense: {_short(part)}\n"
            f" {part.name} {part.version}".rstrip()
            + f"\n .\n{_indented(part.text)}"
        )
    return "\n".join(stanzas)


def _short(part: Part) -> str:
    """The licence's name in that form: `or` and `and` in small letters."""
    return part.licence.replace(" OR ", " or ").replace(" AND ", " and ")


def _lines(notices: list[str] | tuple[str, ...]) -> str:
    return "\n ".join(notices)


def _indented(text: str) -> str:
    lines = text.strip().splitlines()
    return "".join(f" {line.rstrip()}\n" if line.strip() else " .\n" for line in lines)


def sbom(parts: list[Part], version: str) -> str:
    """The list of parts in CycloneDX; the same parts give the same bytes."""
    factory = LicenseFactory()
    made = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), tz=UTC)
    listed = "\n".join(f"{part.name} {part.version}" for part in parts)
    bom = Bom(serial_number=uuid.uuid5(NAMESPACE, f"trofast-server {version}\n{listed}"))
    bom.metadata.timestamp = made
    bom.metadata.component = Component(
        name="trofast-server",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="trofast-server",
        licenses=[factory.make_from_string(OWN)],
    )
    for part in parts:
        purl = PackageURL("pypi", name=part.name, version=part.version) if part.is_python else None
        component = Component(
            name=part.name,
            version=part.version or None,
            bom_ref=f"{'pypi' if part.is_python else 'native'}:{part.name} {part.version}".rstrip(),
            purl=purl,
            licenses=[factory.make_from_string(part.licence)],
            properties=() if part.is_python else [Property(name="trofast:in", value=" ".join(part.files))],
        )
        bom.components.add(component)
        bom.register_dependency(bom.metadata.component, [component])
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1) + "\n"


def main() -> None:
    """Write both files."""
    payload, version, copyright_to, sbom_to = (
        Path(sys.argv[1]),
        sys.argv[2],
        Path(sys.argv[3]),
        Path(sys.argv[4]),
    )
    said = tomllib.loads((HERE / "parts.toml").read_text(encoding="utf-8"))
    parts = [*libraries(payload, said["stated"]), *native(payload, said["native"])]
    for part in parts:
        allowed(part.name, part.licence, set(said["allowed"]))
    copyright_to.write_text(copyright_file(parts), encoding="utf-8")
    sbom_to.write_text(sbom(parts, version), encoding="utf-8")


if __name__ == "__main__":
    main()
