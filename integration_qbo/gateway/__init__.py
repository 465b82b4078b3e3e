"""The only package that speaks HTTP: QuickBooks' API and Intuit's OAuth server."""
