"""The kinds of write to QuickBooks; each goes the way of `push_invoice`."""
