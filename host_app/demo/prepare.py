"""What a deployment runs before it serves: the host's tables, the add-on's, the data.

``python -m host_app.demo.prepare`` does the same as the three commands of `flask`,
and loads the back office once instead of three times.
"""

from flask.cli import ScriptInfo

from host_app import create_app

COMMANDS = ("db upgrade", "qbo upgrade", "seed")


def main() -> None:
    """Run them one after the other; the first failure raises."""
    app = create_app()
    info = ScriptInfo(create_app=lambda: app)
    for command in COMMANDS:
        print(f"$ flask {command}", flush=True)
        app.cli.main(command.split(), obj=info, standalone_mode=False)


if __name__ == "__main__":
    main()
