"""Pages for a browser: made by Jinja2 from templates beside this file; no script, nothing fetched from elsewhere."""
