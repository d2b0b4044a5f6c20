"""The server and the enrolled till of the sync tests, for a till with its window."""

from tests.integration.sync.conftest import _company, _enrolled_company, database, enrolled

__all__ = ["_company", "_enrolled_company", "database", "enrolled"]
