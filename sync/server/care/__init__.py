"""What the person in charge of a server does: look at what waits, decide, keep copies, see whether all is well."""
