"""The main window: places the rooms and joins them."""
