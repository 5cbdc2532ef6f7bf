"""What the instruments share: the connection to the worker and the settings that follow the board."""
