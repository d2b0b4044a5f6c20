"""Payment terminals: the port (`terminal`), its own thread (`worker`), and the drivers that speak to real ones."""
