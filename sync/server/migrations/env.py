"""What Alembic runs: the connection comes from ``sync.server.opening``, inside its transaction."""

from alembic import context

from sync.server.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
