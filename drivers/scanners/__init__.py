"""From the bytes or keys of a scanner to a recognised code.

`frames` and `wedge` find where one scan begins and ends, `codes` says what was scanned, `serial_reader`
watches a serial port. All but the last are pure: they get their clock from the caller.
"""
