"""The panels that slide over the products zone, one per module, each built when first shown."""
