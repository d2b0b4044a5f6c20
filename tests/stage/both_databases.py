"""For tests that are told on a file and on PostgreSQL."""

import pytest

ON_BOTH = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""Whoever is marked so asks, directly or not, for a fixture ``database``."""
