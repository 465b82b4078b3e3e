"""What is kept of a proposal reads back as it was, to the last figure."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from integration_qbo import (
    Anchor,
    CatchUp,
    Deposit,
    Estimate,
    Every,
    Included,
    Line,
    OnAcceptance,
    OnCompletion,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.domain.snapshots import (
    line_from_json,
    line_to_json,
    proposal_from_json,
    proposal_to_json,
)

texts = st.text(max_size=30)
figures = st.decimals(-(10**8), 10**8, places=4)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
recurring = st.builds(
    Recurring,
    every=st.sampled_from(Every),
    count=st.integers(1, 60),
    anchor=st.sampled_from(Anchor),
    anchor_on=st.none() | days,
    ends_on=st.none() | days,
    occurrences=st.none() | st.integers(1, 500),
    in_arrears=st.booleans(),
    in_instalments=st.booleans(),
    catch_up=st.sampled_from(CatchUp),
)
sums = st.none() | figures
rules = st.one_of(
    recurring,
    st.just(OnAcceptance()),
    st.just(OnCompletion()),
    st.just(Included()),
    st.builds(Estimate, lowest=sums, highest=sums),
    st.builds(Deposit, amount=sums, percent=sums),
)
lines = st.builds(
    ProposalLine,
    ref=texts,
    service_ref=texts,
    description=texts,
    quantity=figures,
    unit_price=figures,
    discount=figures,
    tax_key=texts,
    rule=rules,
    replaces=texts,
)
proposals = st.builds(
    ProposalSnapshot,
    ref=texts,
    number=texts,
    client_ref=texts,
    currency=st.sampled_from(["AUD", "USD", ""]),
    accepted_at=st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=11))]),
    ),
    lines=st.lists(lines, max_size=4).map(tuple),
    title=texts,
    starts_on=st.none() | days,
    url=texts,
)


@given(proposals)
def test_a_proposal_survives_json(proposal):
    kept = json.dumps(proposal_to_json(proposal))

    assert proposal_from_json(json.loads(kept)) == proposal


def test_a_line_survives_json_with_its_places():
    line = Line(
        ref="l-1",
        service_ref="s-1",
        description="Zwölf Stunden – Beratung",
        quantity=Decimal("2.50"),
        unit_price=Decimal("0.3333"),
        discount=Decimal("1E+2"),
        tax_key="gst",
    )

    again = line_from_json(json.loads(json.dumps(line_to_json(line))))

    assert again == line
    assert str(again.quantity) == "2.50"


def test_what_is_kept_says_which_version_wrote_it():
    proposal = ProposalSnapshot(
        ref="p",
        number="P",
        client_ref="c",
        currency="AUD",
        accepted_at=datetime(2026, 1, 1, tzinfo=UTC),
        lines=(),
    )

    assert proposal_to_json(proposal)["version"] == 2


def test_what_version_1_kept_is_still_read():
    kept = {
        "version": 1,
        "ref": "p",
        "number": "P-1",
        "client_ref": "c",
        "currency": "AUD",
        "accepted_at": "2026-01-31T12:00:00+00:00",
        "title": "Year",
        "starts_on": None,
        "url": "/p",
        "lines": [
            {
                "ref": "l-1",
                "service_ref": "s",
                "description": "Bookkeeping",
                "quantity": "1",
                "unit_price": "480.00",
                "discount": "0",
                "tax_key": "gst",
                "rule": {
                    "kind": "recurring",
                    "every": "month",
                    "count": 1,
                    "anchor": "acceptance",
                    "anchor_on": None,
                    "ends_on": None,
                    "occurrences": 3,
                },
            }
        ],
    }

    (line,) = proposal_from_json(kept).lines

    assert line.rule == Recurring(occurrences=3)
