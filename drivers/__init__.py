"""Scanners, printers and the cash drawer: the devices on the counter.

Documents go in, bytes go out; bytes come in, scans go out. Nothing here knows what a sale is: what is
printed reaches a driver as the protocols of `drivers.printers.document`, and what was scanned leaves it as
the values of `drivers.scanners.codes`. Importing this package, `drivers.scanners` or `drivers.state` loads
no third-party code.
"""
