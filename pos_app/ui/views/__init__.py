"""One screen or panel per module; each shows a frozen state and reports what was touched."""
