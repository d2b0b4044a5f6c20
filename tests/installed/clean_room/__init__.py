"""The till's package in a Debian 12 that has nothing else: installed, provisioned, sold with, upgraded, removed."""
