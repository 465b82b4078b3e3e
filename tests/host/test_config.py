import pytest

from host_app.config import ConfigurationError, settings

COMPLETE = {
    "SECRET_KEY": "sixteen letters and more",
    "DATABASE_URL": "sqlite:////somewhere/backoffice.sqlite3",
}


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_what_is_needed_is_asked_for_by_name(missing):
    environ = {key: value for key, value in COMPLETE.items() if key != missing}
    with pytest.raises(ConfigurationError, match=f"^{missing} is not set"):
        settings(None, environ)


def test_a_secret_that_can_be_guessed_is_refused():
    with pytest.raises(ConfigurationError, match="shorter than 16"):
        settings(None, COMPLETE | {"SECRET_KEY": "secret"})


def test_what_is_given_wins_over_the_environment():
    got = settings({"SECRET_KEY": "given by the test itself"}, COMPLETE)
    assert got["SECRET_KEY"] == "given by the test itself"


def test_settings_of_the_add_on_are_handed_through():
    got = settings(None, COMPLETE | {"QBO_ENVIRONMENT": "local", "HOME": "/nowhere"})
    assert got["QBO_ENVIRONMENT"] == "local"
    assert "HOME" not in got


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("postgres://u:p%40ss@db/office", "postgresql+psycopg://u:p%40ss@db/office"),
        ("postgresql://u@db/office", "postgresql+psycopg://u@db/office"),
        ("sqlite:////var/office.sqlite3", "sqlite:////var/office.sqlite3"),
    ],
)
def test_a_database_address_names_its_driver(given, meant):
    got = settings(None, COMPLETE | {"DATABASE_URL": given})
    assert got["SQLALCHEMY_DATABASE_URI"] == meant


def test_a_database_address_that_is_none_is_refused():
    with pytest.raises(ConfigurationError, match="is not a database address"):
        settings(None, COMPLETE | {"DATABASE_URL": "the usual one"})


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("1", True), ("No", False), ("0", False)]
)
def test_switches_understand_the_usual_words(word, meant):
    got = settings(None, COMPLETE | {"BACKOFFICE_QUICKBOOKS": word})
    assert got["BACKOFFICE_QUICKBOOKS"] is meant


def test_a_switch_that_says_neither_is_refused():
    with pytest.raises(ConfigurationError, match="say true or false"):
        settings(None, COMPLETE | {"SESSION_COOKIE_SECURE": "perhaps"})
