"""The process that holds the one PyRPL instance, started by the worker as ``python -m pyrpl_mux.host``."""
