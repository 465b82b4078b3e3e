"""Take one guard away at a time and see that a test notices: ``make guards``.

Works on a copy of the checkout.  A guard whose removal nobody notices is the failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from host_app.demo.home import CHECKOUT

KILLS = "tests/integration/test_named_kills.py"
LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", "node_modules", ".demo*", "__pycache__", ".*_cache", ".hypothesis"
)


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps an invoice from being lost or doubled, and the test that needs it."""

    name: str
    file: str
    kept: str
    removed: str
    test: str


GUARDS = (
    Guard(
        "fence",
        "integration_qbo/store/claims.py",
        ".where(Delivery.id == delivery_id, Delivery.fence == fence)",
        ".where(Delivery.id == delivery_id)",
        f"{KILLS}::test_a_worker_that_lost_its_claim_writes_nothing",
    ),
    Guard(
        "begin commit",
        "integration_qbo/services/push_invoice.py",
        "        delivery.last_sent_at = now\n        session.commit()\n",
        "        delivery.last_sent_at = now\n        session.rollback()\n"
        "        return session.get_one(Delivery, delivery_id)\n",
        f"{KILLS}::test_one_invoice_arrives_wherever_the_worker_dies",
    ),
    Guard(
        "quiet period",
        "integration_qbo/services/push_invoice.py",
        "timedelta(seconds=self.timings.quiet)",
        "timedelta()",
        f"{KILLS}::test_a_server_that_commits_late_does_not_get_a_second_one",
    ),
    Guard(
        "look-up before a resend",
        "integration_qbo/services/push_invoice.py",
        "facts = self.kinds.of(delivery).look_up(delivery, connection_id)",
        "facts = None",
        f"{KILLS}::test_one_invoice_arrives_wherever_the_worker_dies",
    ),
    Guard(
        "unique billing of a period",
        "integration_qbo/migrations/versions/qbo_0001_create_the_tables.py",
        '        sa.UniqueConstraint("live_key",'
        ' name=op.f("uq_qbo_billing_item_live_key")),\n',
        "",
        f"{KILLS}::test_the_database_itself_refuses_to_bill_a_period_twice",
    ),
    Guard(
        "unique invoice there",
        "integration_qbo/migrations/versions/qbo_0002_every_kind_of_write.py",
        '_unique("uq_qbo_delivery_qbo_id", ["company_id", "kind", "qbo_id"], ONCE)',
        "pass",
        f"{KILLS}::test_two_rows_cannot_become_the_same_invoice_there",
    ),
    Guard(
        "written once",
        "integration_qbo/migrations/versions/qbo_0002_every_kind_of_write.py",
        "    _write_once()\n\n\ndef downgrade",
        "\n\ndef downgrade",
        "tests/integration/test_kinds.py::"
        "test_the_database_itself_refuses_to_change_what_was_sent",
    ),
    Guard(
        "generation check",
        "integration_qbo/store/claims.py",
        "                    Connection.generation == generation,\n",
        "",
        f"{KILLS}::test_what_was_begun_for_an_older_generation_is_not_sent",
    ),
    Guard(
        "deployment id",
        "integration_qbo/store/claims.py",
        '    return Connection.deployment_id.in_(["", deployment_id])\n',
        "    return Connection.deployment_id == Connection.deployment_id\n",
        "tests/integration/test_databases.py::"
        "test_a_copy_sends_renews_and_revokes_nothing",
    ),
)


def main(asked: str = "") -> int:
    """One line a guard, or only the one asked for; 1 if a removal goes unnoticed."""
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(CHECKOUT, copy, ignore=LEFT_OUT)
        chosen = [one for one in GUARDS if asked in {"", one.name}]
        for guard in chosen:
            is_noticed = _is_noticed(copy, guard)
            unnoticed += not is_noticed
            word = "noticed" if is_noticed else "NOT NOTICED"
            print(f"{guard.name:28} removed: {word}", flush=True)
    print(f"guards {len(chosen)} unnoticed {unnoticed}")
    return int(bool(unnoticed))


def _is_noticed(copy: Path, guard: Guard) -> bool:
    file = copy / guard.file
    whole = file.read_text()
    if guard.kept not in whole:
        raise SystemExit(f"The guard “{guard.name}” does not stand in {guard.file}.")
    if not _passes(copy, guard.test):
        raise SystemExit(f"{guard.test} fails although nothing was removed.")
    file.write_text(whole.replace(guard.kept, guard.removed))
    try:
        return not _passes(copy, guard.test)
    finally:
        file.write_text(whole)


def _passes(copy: Path, test: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-x", "-k", "sqlite", test],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": os.fspath(copy)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stdout.decode() + done.stderr.decode())
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
