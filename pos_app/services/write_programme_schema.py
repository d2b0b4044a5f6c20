"""Write the JSON Schema of programme files anew: ``python -m pos_app.services.write_programme_schema``."""

from __future__ import annotations

import json
from pathlib import Path

from pos_app.domain.loyalty.schema import programme_schema

SCHEMA = Path(__file__).parent.parent / "help" / "programme.schema.json"


def main() -> None:
    """Replace the published schema by what the reader follows now."""
    text = json.dumps(programme_schema(), ensure_ascii=False, indent=2) + "\n"
    SCHEMA.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
