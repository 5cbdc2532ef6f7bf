"""One Red Pitaya, many clients: the Python side of pyrpl-mux."""
