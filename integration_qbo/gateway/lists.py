"""How QuickBooks' batches and change data capture are read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from quickbooks.objects.customer import Customer
from quickbooks.objects.item import Item
from quickbooks.objects.term import Term

from integration_qbo.errors import Cause, RetryLater
from integration_qbo.gateway import read
from integration_qbo.gateway.faults import Answer, error_of
from integration_qbo.gateway.resources import CustomerFacts, ListEntry

MOST_CHANGES = 1000
"""As many objects as one answer about changes carries, all kinds together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """What changed since a moment.

    `gone` are (kind, id) of deleted objects.  `is_full` says that there may be more
    than were told.  `at` is the moment up to which it was told, by QuickBooks' clock.
    """

    at: datetime
    is_full: bool
    customers: Sequence[CustomerFacts] = ()
    items: Sequence[ListEntry] = ()
    terms: Sequence[ListEntry] = ()
    gone: Sequence[tuple[str, str]] = field(default=())


def changed(answer: Mapping[str, Any]) -> Changed:
    """From an answer of change data capture."""
    told: dict[str, list[Mapping[str, Any]]] = {}
    count = 0
    for response in answer["CDCResponse"]:
        for part in response["QueryResponse"]:
            for kind, objects in part.items():
                if isinstance(objects, list):
                    told.setdefault(kind, []).extend(objects)
                    count += len(objects)
    present = {
        kind: [each for each in objects if each.get("status") != "Deleted"]
        for kind, objects in told.items()
    }
    return Changed(
        at=moment_of(answer),
        is_full=count >= MOST_CHANGES,
        customers=[
            read.customer(Customer.from_json(each))
            for each in present.get("Customer", ())
        ],
        items=[read.item(Item.from_json(each)) for each in present.get("Item", ())],
        terms=[read.term(Term.from_json(each)) for each in present.get("Term", ())],
        gone=[
            (kind, str(each["Id"]))
            for kind, objects in told.items()
            for each in objects
            if each.get("status") == "Deleted"
        ],
    )


def batch_of(statements: Sequence[str]) -> bytes:
    """A batch of queries; their answers carry the positions as names."""
    items = [
        {"bId": str(position), "Query": statement}
        for position, statement in enumerate(statements)
    ]
    return json.dumps({"BatchItemRequest": items}).encode()


def answers_of(text: str, count: int) -> tuple[list[Mapping[str, Any]], datetime]:
    """The answers of a batch in the order asked, and QuickBooks' time.

    Raises what the first refused one stands for, or `RetryLater` when one is missing.
    """
    told = json.loads(text, parse_float=Decimal)
    found: dict[str, Mapping[str, Any]] = {}
    for item in told["BatchItemResponse"]:
        if "Fault" in item:
            error = error_of(
                Answer(
                    status=400,
                    headers={},
                    body=json.dumps({"Fault": item["Fault"]}),
                    is_write=False,
                )
            )
            if error is not None:
                raise error
        found[item["bId"]] = item.get("QueryResponse", {})
    if len(found) != count:
        raise RetryLater(
            Cause(
                code="odd_answer",
                sentence="QuickBooks left a part of the question unanswered.",
                remedy="We ask again by ourselves.",
            )
        )
    return [found[str(position)] for position in range(count)], moment_of(told)


def moment_of(answer: Mapping[str, Any]) -> datetime:
    """QuickBooks' time on an answer."""
    return datetime.fromisoformat(answer["time"])
