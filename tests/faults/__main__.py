"""``make faults``: the add-on on both databases, and the naive arm that must bite."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults import bench


def main() -> int:
    """Print each arm and a last line of the add-on's; 1 for any loss or duplicate."""
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("--invoices", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        arms = []
        for database in ("sqlite", "postgresql"):
            arm = bench.protocol(
                place / database, database, asked.invoices, asked.kills
            )
            print(arm, flush=True)
            arms.append(arm)
        bitten = bench.naive(place / "naive", asked.invoices, asked.kills)
        print(bitten, flush=True)
    lost, duplicated = sum(a.lost for a in arms), sum(a.duplicated for a in arms)
    is_proof = bitten.lost + bitten.duplicated > 0
    if not is_proof:
        print("The naive arm lost and doubled nothing: this run proves nothing.")
    print(
        f"invoices {sum(a.invoices for a in arms)} kills {sum(a.kills for a in arms)}"
        f" lost {lost} duplicated {duplicated}"
    )
    unsettled = sum(a.unsettled for a in arms)
    return int(bool(lost or duplicated or unsettled) or not is_proof)


if __name__ == "__main__":
    sys.exit(main())
