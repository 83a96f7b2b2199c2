"""Help: one page about each entry of the catalog, shown beside forms, over the palette and in a window."""
