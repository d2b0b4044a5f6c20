"""Looks at everything a till needs, and says what is wrong and what to do: ``trofast doctor``.

It reads only, through connections and sockets of its own, and takes no lock: the till sells on. Its findings are for a
person at the till and for the support, so that no name, number or secret may stand in them.
"""
