"""What the company signs member codes with, and which it signed. The codes themselves are not kept."""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.server.schema.columns import bytes_column, id_column, metadata, number_column, text_column

issuer_key = Table(  # Ed25519; the private half goes when another key takes over
    "issuer_key",
    metadata,
    id_column("company_id", key=True),
    id_column("key_id", key=True),  # hex
    bytes_column("public_key"),
    bytes_column("private_key"),
    number_column("from_ms"),
    number_column("until_ms", default=0),
)

member_code = Table(
    "member_code",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("token_id", key=True),  # hex
    id_column("key_id"),
    number_column("kind"),  # 1 signed, 2 rotating
    number_column("issued_s"),
    number_column("ends_s"),
    number_column("revoked_ms", default=0),
    text_column("revoked_with", ""),  # "token": it alone; "member": all that the member had then
    Index("member_code_by_end", "company_id", "ends_s"),
    Index("member_code_by_key", "company_id", "key_id"),
)
