"""The accounting API: its paths, its doorkeeper, its operations."""
