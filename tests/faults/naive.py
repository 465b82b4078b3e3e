"""What the protocol is compared with: send, then write down that it was sent.

``naive FILE GRANTS`` works through the numbers in FILE, without request ids, without
saying first that it will send, without looking.
"""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import requests

PATIENCE = 0.9


def main(file: str, grants: dict[str, Any]) -> None:
    """Send whatever is not done yet."""
    company = grants["companies"][0]
    url = f"{grants['urls']['api']}/v3/company/{company['realm_id']}/invoice"
    headers = {
        "Authorization": f"Bearer {company['access_token']}",
        "Accept": "application/json",
    }
    with closing(sqlite3.connect(file, timeout=30)) as kept:
        waiting = kept.execute("SELECT number FROM invoice WHERE NOT is_done")
        for (number,) in waiting.fetchall():
            try:
                requests.post(
                    url, json=invoice(number), headers=headers, timeout=PATIENCE
                ).raise_for_status()
            except requests.RequestException:
                continue
            kept.execute("UPDATE invoice SET is_done = 1 WHERE number = ?", (number,))
            kept.commit()


def invoice(number: int) -> dict[str, Any]:
    """A small invoice that says which one it is."""
    return {
        "CustomerRef": {"value": "1"},
        "PrivateNote": f"Ref NAIVE-{number}",
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [
            {
                "Amount": 100,
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "1"},
                    "TaxCodeRef": {"value": "10"},
                },
            }
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()))
