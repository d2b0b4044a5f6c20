"""The interface's texts in Norwegian and English: ``.ts`` to work on, ``.qm`` as Qt loads them."""
