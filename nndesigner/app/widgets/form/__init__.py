"""Fields and the forms they stand in."""
