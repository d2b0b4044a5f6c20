"""The till's side of the wire: push the journal, pull changes, hold points, say how the line is."""
