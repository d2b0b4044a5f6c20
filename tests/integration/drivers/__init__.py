"""The claims of `drivers` against pseudo-terminals, sockets and files."""
