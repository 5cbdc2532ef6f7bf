"""Real PyMoDAQ programs in processes of their own, and a worker on a simulated board."""
