"""What the machine under the till gives: its clock, ids, PIN hashing, and the sync child process."""
