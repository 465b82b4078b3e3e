"""What a deployment runs before it serves: the host's tables, the add-on's, the data.

``python -m host_app.demo.prepare AU`` does the same as the three commands of `flask`,
and loads the back office once instead of three times.
"""

import sys

from flask.cli import ScriptInfo

from host_app import create_app

COMMANDS = ("db upgrade", "qbo upgrade", "seed --country {country}")


def main(country: str) -> None:
    """Run them one after the other; the first failure raises."""
    app = create_app()
    info = ScriptInfo(create_app=lambda: app)
    for command in [each.format(country=country) for each in COMMANDS]:
        print(f"$ flask {command}", flush=True)
        app.cli.main(command.split(), obj=info, standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1])
