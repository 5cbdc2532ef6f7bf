"""Files of the package that are not code."""
