"""How snapshots are kept: JSON with a version, exact figures, readable for ever."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from integration_qbo.contract import (
    Anchor,
    BillingRule,
    Every,
    Line,
    OnAcceptance,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)

VERSION = 1


def line_to_json(line: Line) -> dict[str, Any]:
    """A line without its rule."""
    return {
        "ref": line.ref,
        "service_ref": line.service_ref,
        "description": line.description,
        "quantity": str(line.quantity),
        "unit_price": str(line.unit_price),
        "discount": str(line.discount),
        "tax_key": line.tax_key,
    }


def line_from_json(data: Mapping[str, Any]) -> Line:
    """The line that was kept."""
    return Line(**_line_fields(data))


def proposal_to_json(proposal: ProposalSnapshot) -> dict[str, Any]:
    """The whole proposal."""
    return {
        "version": VERSION,
        "ref": proposal.ref,
        "number": proposal.number,
        "client_ref": proposal.client_ref,
        "currency": proposal.currency,
        "accepted_at": proposal.accepted_at.isoformat(),
        "title": proposal.title,
        "starts_on": _day_out(proposal.starts_on),
        "url": proposal.url,
        "lines": [
            {**line_to_json(line), "rule": _rule_to_json(line.rule)}
            for line in proposal.lines
        ],
    }


def proposal_from_json(data: Mapping[str, Any]) -> ProposalSnapshot:
    """The proposal that was kept."""
    return ProposalSnapshot(
        ref=data["ref"],
        number=data["number"],
        client_ref=data["client_ref"],
        currency=data["currency"],
        accepted_at=datetime.fromisoformat(data["accepted_at"]),
        title=data["title"],
        starts_on=_day_in(data["starts_on"]),
        url=data["url"],
        lines=tuple(
            ProposalLine(**_line_fields(line), rule=_rule_from_json(line["rule"]))
            for line in data["lines"]
        ),
    )


def _line_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ref": data["ref"],
        "service_ref": data["service_ref"],
        "description": data["description"],
        "quantity": Decimal(data["quantity"]),
        "unit_price": Decimal(data["unit_price"]),
        "discount": Decimal(data["discount"]),
        "tax_key": data["tax_key"],
    }


def _rule_to_json(rule: BillingRule) -> dict[str, Any]:
    if isinstance(rule, OnAcceptance):
        return {"kind": "on_acceptance"}
    return {
        "kind": "recurring",
        "every": rule.every.value,
        "count": rule.count,
        "anchor": rule.anchor.value,
        "anchor_on": _day_out(rule.anchor_on),
        "ends_on": _day_out(rule.ends_on),
        "occurrences": rule.occurrences,
    }


def _rule_from_json(data: Mapping[str, Any]) -> BillingRule:
    if data["kind"] == "on_acceptance":
        return OnAcceptance()
    return Recurring(
        every=Every(data["every"]),
        count=data["count"],
        anchor=Anchor(data["anchor"]),
        anchor_on=_day_in(data["anchor_on"]),
        ends_on=_day_in(data["ends_on"]),
        occurrences=data["occurrences"],
    )


def _day_out(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_in(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
