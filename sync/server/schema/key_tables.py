"""Where to look for what is known by its id alone: each row says in whose book the thing with that id stands.

What grows is split by member or till; an id on a receipt, a card or a pack names neither. So it is looked up here, by
itself, and then in one book.
"""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import bytes_column, id_column, metadata, number_column, text_column

holder_key = Table(  # one holder for each name, for ever: what makes an id good for one thing only
    "holder_key",
    metadata,
    id_column("company_id", key=True),
    text_column("name", key=True),  # what it is, "/", its id: see ``sync.server.whose``
    id_column("holder_id"),
)

phone_key = Table(  # several members may have one telephone
    "phone_key",
    metadata,
    id_column("company_id", key=True),
    bytes_column("phone_hash", key=True),
    id_column("member_id", key=True),
)

return_of_sale = Table(  # what came back of a sale, wherever that was
    "return_of_sale",
    metadata,
    id_column("company_id", key=True),
    text_column("sale_id", key=True),
    text_column("return_id", key=True),
    id_column("till_id"),
    number_column("sequence"),
    number_column("received_ms"),
)

household_member = Table(  # who shares an account now
    "household_member",
    metadata,
    id_column("company_id", key=True),
    id_column("household_id", key=True),
    id_column("member_id", key=True),
)

household_ever = Table(  # with which households a member shares an account, or did: old postings stand there
    "household_ever",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("household_id", key=True),
)
