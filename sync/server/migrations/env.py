"""What Alembic runs: the connection comes from ``sync.server.opening``, inside its transaction."""

from alembic import context

from sync.server.schema import (
    account_tables,
    care_tables,
    code_tables,
    counter_event_tables,
    desk_tables,
    fleet_tables,
    gift_card_tables,
    key_tables,
    lease_tables,
    member_tables,
    period_tables,
    replacing_tables,
    return_tables,
    sight_tables,
    tables,
    till_tables,
    waiting_tables,
    worker_tables,
)
from sync.server.schema.columns import metadata

__all__ = [
    "account_tables",
    "care_tables",
    "code_tables",
    "counter_event_tables",
    "desk_tables",
    "fleet_tables",
    "gift_card_tables",
    "key_tables",
    "lease_tables",
    "member_tables",
    "period_tables",
    "replacing_tables",
    "return_tables",
    "sight_tables",
    "tables",
    "till_tables",
    "waiting_tables",
    "worker_tables",
]  # making them is what fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
