"""How facts come in: a batch is checked, each record is stored and its effects are written."""
