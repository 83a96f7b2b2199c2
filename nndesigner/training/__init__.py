"""How a network learns: the engine, its events and its instruments."""
