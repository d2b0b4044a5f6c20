"""Writes the list of parts (SBOM) of a packaged till: ``write_sbom.py PARTS_JSON VERSION FILE``, CycloneDX 1.6 as JSON.

The same program gives the same bytes: its serial number follows from the parts, its time from SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from parts import Part, read_parts

_NAMESPACE = uuid.UUID("6f1d3c0e-0f53-5b7e-9a54-2a1b3f0d8c11")


def main() -> None:
    """Write it."""
    listed, version, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    parts = read_parts(listed)
    known = "\n".join(f"{part.name} {part.version}" for part in parts)
    program = Component(
        name="trofast",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="trofast",
        licenses=[DisjunctiveLicense(id="MIT")],
    )
    bom = Bom(
        serial_number=uuid.uuid5(_NAMESPACE, f"{version}\n{known}"),
        metadata=BomMetaData(
            component=program,
            timestamp=datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC),
        ),
        components=[_component(part) for part in parts],
    )
    bom.register_dependency(program, bom.components)
    file.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", "utf-8")
    print(f"{len(parts)} parts in {file.name}")


def _component(part: Part) -> Component:
    reference = f"{part.name} {part.version}".strip()
    licence = (
        DisjunctiveLicense(name=part.licence)
        if part.licence.startswith("LicenseRef-")
        else LicenseExpression(part.licence)
    )
    if part.within or part.name in {"CPython", "ICU", "SQLCipher", "SQLite"}:
        brought = [Property(name="trofast:within", value=part.within)] if part.within else []
        return Component(
            name=part.name,
            version=part.version or None,
            type=ComponentType.LIBRARY,
            bom_ref=reference,
            licenses=[licence],
            properties=brought,
        )
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        bom_ref=reference,
        licenses=[licence],
        purl=PackageURL("pypi", None, part.name, part.version),
    )


if __name__ == "__main__":
    main()
