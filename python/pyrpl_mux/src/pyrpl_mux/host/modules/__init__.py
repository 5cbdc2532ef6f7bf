"""The board's modules in the vocabulary of our own driver: one class for each kind, on top of PyRPL's."""
