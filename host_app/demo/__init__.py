"""Everything that starts the demo: servers, processes, the tour, a browser."""
