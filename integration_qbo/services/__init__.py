"""Use cases: one file, one verb.  Each decides, commits, acts, commits."""
