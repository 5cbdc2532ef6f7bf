"""The client against real workers on simulated boards."""
