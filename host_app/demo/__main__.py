"""What a person sees of the demo: ``python -m host_app.demo``, which is `make demo`."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from host_app.demo.home import CHECKOUT, Facts, Home
from host_app.demo.processes import CannotStart
from host_app.demo.stack import INTUIT_EMAIL, INTUIT_PASSWORD, Stack, stack
from host_app.models import Role
from host_app.seed.countries import COUNTRIES

WATCH_SECONDS = 0.3


def main() -> int:
    """0 after Ctrl-C, 1 when it could not start or when a part of it ended."""
    parser = argparse.ArgumentParser(prog="python -m host_app.demo")
    parser.add_argument(
        "--reset", action="store_true", help="forget data, ports and secrets"
    )
    parser.add_argument(
        "--country",
        choices=list(COUNTRIES),
        default=next(iter(COUNTRIES)),
        help="where the practice is; each country has a directory of its own",
    )
    options = parser.parse_args()
    home = Home(Path(os.environ.get("DEMO_DIR") or _directory(options.country)))
    # Ctrl-C too: whoever starts this in the background of a script has it ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return _reset(home) if options.reset else _run(home, options.country)
    except CannotStart as sentence:
        print(f"\n{sentence}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe demo has ended; its data are kept. `make demo` goes on with them.")
        return 0


def _directory(country: str) -> Path:
    usual = next(iter(COUNTRIES))
    return CHECKOUT / (".demo" if country == usual else f".demo-{country.lower()}")


def _run(home: Home, country: str) -> int:
    with home.locked() as was_cut_off:
        if was_cut_off:
            print("The last demo was cut off; going on with its data.")
        facts = home.facts(was_cut_off=was_cut_off)
        print(f"Starting the demo (data and logs in {home.path}) …", flush=True)
        with stack(
            home,
            facts,
            country=country,
            database_url=os.environ.get("DATABASE_URL"),
            redis_url=os.environ.get("REDIS_URL"),
        ) as running:
            print(_welcome(running, facts, country), flush=True)
            return _watch(running)


def _watch(running: Stack) -> int:
    """Wait for Ctrl-C, which raises; 1 when a process ends by itself."""
    while (ended := running.ended()) is None:
        time.sleep(WATCH_SECONDS)
    print(
        f"\n{ended.name} ended by itself (exit code {ended.exit_code}), so the demo "
        f"ends too. Its last lines:\n{ended.last_lines()}\n"
        f"The whole log: {ended.log}",
        file=sys.stderr,
    )
    return 1


def _reset(home: Home) -> int:
    if not home.is_used:
        print(f"There is no demo in {home.path}: nothing to reset.")
        return 0
    with home.locked():
        home.reset()
    print(f"The demo's data, ports and secrets in {home.path} are gone.")
    if os.environ.get("DATABASE_URL"):
        print("The database named by DATABASE_URL was not touched.")
    return 0


def _welcome(running: Stack, facts: Facts, country: str) -> str:
    users = COUNTRIES[country].users
    admin = next(user["email"] for user in users if user["role"] == Role.ADMIN)
    width = max(len(user["email"]) for user in users)
    others = "".join(
        f"    {user['role']:<12} {user['email']:<{width}}    password "
        f" {facts.member_password}\n"
        for user in users
        if user["role"] != Role.ADMIN
    )
    return f"""
  Back office    {running.back_office}/
    admin        {admin:<{width}}    password  {facts.admin_password}
{others}  Local Intuit   {running.intuit}/    (stands in for QuickBooks Online)
    sign-in      {INTUIT_EMAIL}    password  {INTUIT_PASSWORD}
  Worker         sends invoices and refreshes reference data
  Redis          {urlsplit(running.redis).hostname}:{urlsplit(running.redis).port}
  Logs           {running.logs}

  First steps
    1. Sign in to the back office as the admin.
    2. QuickBooks, Connection, “Connect to QuickBooks”: sign in at the local Intuit,
       choose the company with the practice's name, then “Yes, use it”.
    3. Follow the checklist to “Enable QuickBooks”.
    4. Accept a proposal, and see its invoice in QuickBooks, Invoice log, and at
       the local Intuit.

  Ctrl-C ends all of it and keeps the data; `make demo-reset` starts over.
"""


if __name__ == "__main__":
    sys.exit(main())
