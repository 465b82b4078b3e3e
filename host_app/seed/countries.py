"""Which practices there are to start with, by country."""

from host_app.seed import SeedData
from host_app.seed.america import AMERICA
from host_app.seed.australia import AUSTRALIA

COUNTRIES: dict[str, SeedData] = {"AU": AUSTRALIA, "US": AMERICA}
"""The first is the one nobody has to ask for."""
