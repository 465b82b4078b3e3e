"""How snapshots are kept: JSON with a version, exact figures, readable for ever."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from integration_qbo.contract import (
    Anchor,
    BillingRule,
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

VERSION = 2
"""1 knew lines on acceptance and recurring ones only, and no renewal."""

_KINDS: Mapping[type, str] = {
    OnAcceptance: "on_acceptance",
    OnCompletion: "on_completion",
    Included: "included",
}


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
        "renews": proposal.renews,
        "is_kept_separate": proposal.is_kept_separate,
        "lines": [
            {
                **line_to_json(line),
                "replaces": line.replaces,
                "rule": _rule_to_json(line.rule),
            }
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
        renews=data.get("renews", ""),
        is_kept_separate=data.get("is_kept_separate", False),
        lines=tuple(
            ProposalLine(
                **_line_fields(line),
                replaces=line.get("replaces", ""),
                rule=_rule_from_json(line["rule"]),
            )
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
    match rule:
        case Estimate(lowest=lowest, highest=highest):
            figures = {"lowest": _sum_out(lowest), "highest": _sum_out(highest)}
            return {"kind": "estimate", **figures}
        case Deposit(amount=amount, percent=percent):
            figures = {"amount": _sum_out(amount), "percent": _sum_out(percent)}
            return {"kind": "deposit", **figures}
        case Recurring():
            return {
                "kind": "recurring",
                "every": rule.every.value,
                "count": rule.count,
                "anchor": rule.anchor.value,
                "anchor_on": _day_out(rule.anchor_on),
                "ends_on": _day_out(rule.ends_on),
                "occurrences": rule.occurrences,
                "in_arrears": rule.in_arrears,
                "in_instalments": rule.in_instalments,
                "catch_up": rule.catch_up.value,
            }
        case _:
            return {"kind": _KINDS[type(rule)]}


def _rule_from_json(data: Mapping[str, Any]) -> BillingRule:
    match data["kind"]:
        case "on_acceptance":
            return OnAcceptance()
        case "on_completion":
            return OnCompletion()
        case "included":
            return Included()
        case "estimate":
            return Estimate(
                lowest=_sum_in(data["lowest"]), highest=_sum_in(data["highest"])
            )
        case "deposit":
            return Deposit(
                amount=_sum_in(data["amount"]), percent=_sum_in(data["percent"])
            )
        case _:
            return _recurring_from_json(data)


def _recurring_from_json(data: Mapping[str, Any]) -> Recurring:
    return Recurring(
        every=Every(data["every"]),
        count=data["count"],
        anchor=Anchor(data["anchor"]),
        anchor_on=_day_in(data["anchor_on"]),
        ends_on=_day_in(data["ends_on"]),
        occurrences=data["occurrences"],
        # Version 1 knew neither of these.
        in_arrears=data.get("in_arrears", False),
        in_instalments=data.get("in_instalments", False),
        catch_up=CatchUp(data.get("catch_up", CatchUp.EACH)),
    )


def _sum_out(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _sum_in(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day_out(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_in(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
