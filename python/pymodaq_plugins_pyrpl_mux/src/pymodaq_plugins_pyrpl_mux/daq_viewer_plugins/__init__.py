"""The viewers."""
