"""QuickBooks' query language: words, grammar, meaning."""
