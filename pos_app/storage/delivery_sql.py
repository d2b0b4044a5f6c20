"""The statements of :mod:`delivery_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

LAST_DELIVERY_NUMBER = Written("""SELECT coalesce(max(delivery.number), 0) AS coalesce_1 FROM delivery""")

ADD_DELIVERY = Written("""INSERT INTO delivery (sequence, number) VALUES (?, ?)""")
