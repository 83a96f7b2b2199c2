"""Pages that explain an entry of the catalog, wherever one is shown."""
