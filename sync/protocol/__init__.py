"""The messages both ends speak. A released version is frozen; a newer one gets a folder of its own."""
