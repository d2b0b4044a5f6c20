"""The first load of a till as one snapshot for each store: made, kept on the disk, and handed out in pieces."""
