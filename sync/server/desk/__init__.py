"""The desk: what a person in charge does by hand, by command or (later) on a page.

Each function takes a connection inside one writing transaction, changes all or nothing, tells tills of the members it
touched, and raises :class:`~sync.server.desk.refusal.NotDone` with a sentence when it cannot be done.
"""
