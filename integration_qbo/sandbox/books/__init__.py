"""The books of a company: its objects and the rules that keep them true."""
