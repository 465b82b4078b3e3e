"""The only package that knows SQL: tables, named queries, secrets, after-commit."""
