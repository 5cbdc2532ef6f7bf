"""A program with PyMoDAQ's real dashboard, or single modules of it, that does what its stdin asks.

One process per dashboard, so that several can run at once, none can end pytest with itself, and each begins
anew. Commands, answers and events are lines of JSON; what PyMoDAQ prints goes to stderr.
"""
