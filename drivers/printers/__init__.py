"""From a device-neutral document to a printed receipt, and to a picture of one.

`layout` decides what stands on which line, once for paper and screen. `escpos_render` turns it into bytes,
`picture` into a PNG. `printer` carries bytes to a device and says truthfully what became of them; `worker`
does so on a thread of its own.
"""
