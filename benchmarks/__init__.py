"""Speed, told as ratios of one run; ``python -m benchmarks.NAME``."""
