"""The statements of goods handed out on an account. Their texts in :mod:`delivery_sql` are made from here by
``python -m pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import func, insert, literal_column, select

from pos_app.storage.delivery_tables import delivery
from pos_app.storage.statements import Prepared

LAST_DELIVERY_NUMBER = Prepared(select(func.coalesce(func.max(delivery.c.number), literal_column("0"))))
ADD_DELIVERY = Prepared(insert(delivery))
