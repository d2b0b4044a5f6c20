"""The way from each schema of ``till.db`` to the next; shipped as data, run by :mod:`pos_app.storage.migrate`."""
