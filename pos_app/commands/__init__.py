"""The command line: thin functions that read their options, call what does the work, and set the exit code."""
