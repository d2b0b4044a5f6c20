"""The claims of `drivers` that need no device."""
