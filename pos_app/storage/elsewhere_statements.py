"""The statements of other tills' sales. Their texts in :mod:`elsewhere_sql` are made from here by
``python -m pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from pos_app.storage.elsewhere_tables import sale_elsewhere
from pos_app.storage.statements import Prepared

SALE_ELSEWHERE = Prepared(select(sale_elsewhere.c.body).where(sale_elsewhere.c.sale_id == bindparam("sale")))
ADD_SALE_ELSEWHERE = Prepared(insert(sale_elsewhere).prefix_with("OR IGNORE"))
"""A second return of the same sale finds it there."""
