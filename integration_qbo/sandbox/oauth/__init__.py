"""Intuit's OAuth 2.0 server, stood in for locally."""
