"""Sales tax, computed as QuickBooks computes it in each country."""
