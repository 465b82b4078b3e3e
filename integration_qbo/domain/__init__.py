"""The rules, in plain Python: no database, no network, no framework."""
