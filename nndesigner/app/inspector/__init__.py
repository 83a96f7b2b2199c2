"""The inspector: forms for what is selected."""
