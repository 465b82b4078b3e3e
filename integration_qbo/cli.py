"""The ``flask qbo`` commands."""

import base64
import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from integration_qbo.config import Environment
from integration_qbo.errors import QboError
from integration_qbo.runtime import current_runtime
from integration_qbo.services.examine import Level
from integration_qbo.store.audit import verify_chains
from integration_qbo.store.upgrade import upgrade_tables

qbo = AppGroup("qbo", help="The QuickBooks add-on.")

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@qbo.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Create or upgrade the add-on's own tables."""
    bind = current_runtime().session().get_bind()
    upgrade_tables(bind)
    click.echo("The tables of the QuickBooks add-on are up to date.")


@qbo.command("tick")
@with_appcontext
def tick() -> None:
    """Come round once: plan what fell due, push what nobody rang for."""
    current_runtime().tick()


@qbo.command("clock")
@click.option("--advance", help="For example 31d, 12h or 30m.")
@with_appcontext
def clock(advance: str | None) -> None:
    """Show business time, or move it ahead (local environment only)."""
    runtime = current_runtime()
    if advance is not None:
        if runtime.config.environment is not Environment.LOCAL:
            raise click.ClickException(
                "Business time can only be moved when QBO_ENVIRONMENT is local."
            )
        runtime.clock.advance(_duration(advance))
        runtime.session().commit()
    click.echo(f"Business time is {runtime.clock.business_now():%Y-%m-%d %H:%M} UTC.")


@qbo.command("uninstall")
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to write the archive (a zip that does not exist yet).",
)
@click.option("--drop", is_flag=True, help="Drop the add-on's tables as well.")
@with_appcontext
def uninstall(archive: Path, *, drop: bool) -> None:
    """Disconnect, archive everything the add-on knows and, if told, drop its tables."""
    if archive.exists():
        raise click.ClickException(f"{archive} exists already; choose another name.")
    try:
        counts = current_runtime().uninstall(archive, drop=drop)
    except QboError as refused:
        raise click.ClickException(str(refused.cause)) from refused
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are in {archive}.")
    click.echo(
        "The add-on's tables are gone." if drop else "The add-on's tables are kept."
    )


@qbo.command("restored")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    required=True,
    help="When the backup was taken, in UTC: 2026-11-27 02:00.",
)
@with_appcontext
def restored(since: datetime) -> None:
    """After restoring a backup: look in QuickBooks before anything is sent."""
    runtime = current_runtime()
    moment = since.replace(tzinfo=UTC)
    if moment > runtime.clock.now():
        raise click.BadParameter("That moment has not come yet.", param_hint="--since")
    count = runtime.restored(moment)
    click.echo(
        f"{count} unfinished deliveries are looked up in QuickBooks before they are"
        " sent. The connection belongs to this deployment now."
    )


@qbo.command("copied")
@with_appcontext
def copied() -> None:
    """In a copy of the database: forget the keys, tell Intuit nothing."""
    count = current_runtime().copied()
    noun = "connection was" if count == 1 else "connections were"
    click.echo(f"{count} {noun} forgotten here. Connect a company to try things with.")


@qbo.command("verify-audit")
@with_appcontext
def verify_audit() -> None:
    """Recompute the chain of audit entries; fails where one was changed or removed."""
    session = current_runtime().session()
    chains = verify_chains(session)
    session.rollback()
    for chain in chains:
        click.echo(
            f"{chain.tenant}: {chain.entries} entries, the last one's hash is"
            f" {chain.last_hash}."
        )
    broken = [chain for chain in chains if chain.broken_at is not None]
    if broken:
        raise click.ClickException(
            "; ".join(
                f"{chain.tenant}: entry {chain.broken_at} is not what was written"
                for chain in broken
            )
        )
    click.echo("Every entry is what was written.")


@qbo.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at everything; exit status 1 where something does not work."""
    runtime = current_runtime()
    findings = runtime.examine()
    runtime.session().rollback()
    for each in findings:
        click.echo(f"{each.level.value:8}{each.id:12}{each.sentence}")
        if each.remedy:
            click.echo(f"{'':20}{each.remedy}")
    if any(each.level is Level.PROBLEM for each in findings):
        raise SystemExit(1)


@qbo.command("rotate-keys")
@with_appcontext
def rotate_keys() -> None:
    """Seal every stored token with the first key; says which keys may go."""
    runtime = current_runtime()
    done = runtime.rotate_keys()
    click.echo(f"{done.sealed_anew} tokens were sealed with “{runtime.vault.first}”.")
    for key in runtime.config.encryption_keys:
        count = done.used.get(key.name, 0)
        if count:
            click.echo(f"{key.name}: {count} tokens rest under it; keep it.")
        elif key.name != runtime.vault.first:
            click.echo(f"{key.name}: unused; remove it from QBO_ENCRYPTION_KEYS.")
    if done.unreadable:
        raise click.ClickException(
            f"{done.unreadable} tokens could not be read: put the key they were sealed"
            " with back into QBO_ENCRYPTION_KEYS, or disconnect and connect again."
        )


@qbo.command("new-key")
def new_key() -> None:
    """Print a fresh entry for QBO_ENCRYPTION_KEYS."""
    name = f"k{secrets.token_hex(3)}"
    click.echo(f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}")


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(\d+)([dhm])", text)
    if match is None:
        raise click.BadParameter("Write a number and d, h or m, for example 31d.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
