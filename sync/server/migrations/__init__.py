"""Alembic migrations of the server's tables, shipped inside the package and run when the server opens its data."""
