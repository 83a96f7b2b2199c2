"""The kit that all rooms of the window are built with: theme, icons, labels, cards, axes."""
