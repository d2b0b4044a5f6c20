"""The only place that wires storage, drivers, sync and screen together.

:mod:`opening` opens what the services need, without a window; :mod:`surroundings` is what runs by itself around the
window (scanners, printer, sync child); :mod:`run` shows the window, or why the till can not sell, and puts everything
away at the end.
"""
