"""A company to try the till on: Kaffehuset Grünerløkka, a café with a grocery shop in Oslo. Nothing in it is real.

Made the same at every run. Only the ``demo`` command imports it; a till in a shop never does.
"""
