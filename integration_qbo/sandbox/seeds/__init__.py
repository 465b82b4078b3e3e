"""The companies a new local Intuit begins with."""
