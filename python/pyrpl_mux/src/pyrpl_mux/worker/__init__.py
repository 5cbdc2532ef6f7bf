"""Starting and stopping the worker, the process of Node that owns a board."""
