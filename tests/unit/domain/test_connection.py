"""The life of a connection: which act fits which status."""

from datetime import UTC, datetime, timedelta

import pytest

from integration_qbo.domain.connection import (
    CONFIRMED,
    WITH_TOKENS,
    Act,
    SetUpStep,
    Status,
    is_stale,
    may,
    missing,
    require,
    say,
)
from integration_qbo.errors import NotNow

FITS = {
    Status.NEVER: {Act.CONNECT},
    Status.AWAITING: {
        Act.CONNECT,
        Act.CONFIRM,
        Act.REJECT,
        Act.LOSE,
        Act.DISCONNECT,
    },
    Status.SET_UP: {Act.ENABLE, Act.LOSE, Act.DISCONNECT, Act.SYNC},
    Status.ENABLED: {Act.DISABLE, Act.LOSE, Act.DISCONNECT, Act.SYNC},
    Status.DISABLED: {Act.ENABLE, Act.LOSE, Act.DISCONNECT, Act.SYNC},
    Status.LOST: {Act.CONNECT, Act.DISCONNECT},
    Status.DISCONNECTED: {Act.CONNECT},
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("status", Status)
def test_an_act_fits_a_status_as_the_table_says(status, act):
    fits = act in FITS[status]

    assert may(status, act) is fits
    if fits:
        require(status, act)
    else:
        with pytest.raises(NotNow, match=f"QuickBooks is {say(status)}"):
            require(status, act)


def test_every_status_reads_as_words():
    assert len({say(status) for status in Status}) == len(Status)


def test_the_lists_are_kept_fresh_only_where_a_token_works():
    assert CONFIRMED < WITH_TOKENS


def test_what_is_missing_is_what_is_not_done():
    done = SetUpStep(key="a", label="A", is_done=True, hint="")
    open_ = SetUpStep(key="b", label="B", is_done=False, hint="")

    assert missing([done, open_]) == [open_]
    assert missing([done]) == []


@pytest.mark.parametrize(
    ("left", "stale"), [(601, False), (600, True), (1, True), (-5, True)]
)
def test_a_token_is_renewed_when_little_is_left(left, stale):
    now = datetime(2026, 11, 22, tzinfo=UTC)

    ends = now + timedelta(seconds=left)

    assert is_stale(ends, now, timedelta(seconds=600)) is stale


def test_a_token_without_an_end_is_renewed():
    assert is_stale(None, datetime(2026, 11, 22, tzinfo=UTC), timedelta(seconds=1))
