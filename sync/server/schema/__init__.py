"""The server's tables, by what they hold; one metadata for all of them."""
