"""Commands of the back office: `flask seed`."""

import os

import click
from flask import Flask
from flask.cli import with_appcontext

from host_app.models import Role
from host_app.seed import OtherPractice, seed
from host_app.seed.countries import COUNTRIES

PASSWORDS = {
    Role.ADMIN: "BACKOFFICE_ADMIN_PASSWORD",
    Role.PARTNER: "BACKOFFICE_PARTNER_PASSWORD",
    Role.BOOKKEEPER: "BACKOFFICE_BOOKKEEPER_PASSWORD",
    Role.MEMBER: "BACKOFFICE_MEMBER_PASSWORD",
    Role.READER: "BACKOFFICE_READER_PASSWORD",
}


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(_seed)


@click.command("seed")
@click.option(
    "--country",
    type=click.Choice(list(COUNTRIES)),
    default=next(iter(COUNTRIES)),
    show_default=True,
    help="Where the practice is.",
)
@with_appcontext
def _seed(country: str) -> None:
    """Fill the database with a demo practice; adds only what is missing.

    Passwords come from BACKOFFICE_ADMIN_PASSWORD, and so on for each role; one that
    is not given is made up and printed, once.
    """
    given = {str(role): os.environ.get(name, "") for role, name in PASSWORDS.items()}
    try:
        done = seed(COUNTRIES[country], given)
    except OtherPractice as found:
        raise click.ClickException(str(found)) from found
    click.echo(f"{done.rows} rows added." if done.rows else "Nothing was missing.")
    for email, password in done.passwords.items():
        if password not in given.values():
            click.echo(f"{email}  {password}")
