"""Where the till keeps things: facts in ``till.db``, the catalogue and members in ``replica-N.db``, both encrypted.

A newcomer's way in: :mod:`opening` opens, :mod:`unit_of_work` writes facts and state, :mod:`tables` says what the
rows are and which invariants the database itself enforces, :mod:`replica` reads goods and members, :mod:`for_sync`
is the other process's side, and :mod:`verify` proves that nothing was changed.
"""
