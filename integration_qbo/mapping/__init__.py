"""Pure translation between our words and QuickBooks' shapes."""
