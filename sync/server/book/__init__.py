"""The book of a member: points in double entry, and everything else a decision leaves."""
