"""How much cash a Norwegian shop may take: less than 40 000 kroner for one sale (hvitvaskingsloven § 5).

Payments that belong together count together, so all cash of a sale is added up, less the change that goes back.
"""

from __future__ import annotations

TOO_MUCH_MINOR = 4_000_000
"""Øre; this much or more is refused. Other currencies are not counted over here: a till has one."""
