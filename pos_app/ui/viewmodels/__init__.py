"""Between views and services: hold what is on the screen, call use cases, emit ready-made texts."""
