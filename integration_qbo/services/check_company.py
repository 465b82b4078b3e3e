"""The doctor of maps and preferences: what is in the way before an invoice meets it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Text, cast, distinct, false, func, or_, select
from sqlalchemy.orm import Session

from integration_qbo.domain.advice import Advice, Weight, advise
from integration_qbo.domain.delivery import State
from integration_qbo.domain.money import to_cents
from integration_qbo.domain.tax import TAXABLE, TaxModel
from integration_qbo.store import queries
from integration_qbo.store.models import (
    Company,
    Invoice,
    Item,
    Kind,
    Proposal,
    Reference,
    ServiceMap,
    Setting,
    TaxMap,
)

_UNSENT = [
    state.value for state in (State.PLANNED, State.REVIEW, State.QUEUED, State.BLOCKED)
]
_SAMPLE = Decimal(1000)
_THERE = "Make it active again in QuickBooks, or choose another one here."


@dataclass(frozen=True, slots=True)
class Books:
    """What the checks look at, read with a constant number of statements."""

    company: Company
    settings: Setting
    codes: Mapping[str, Reference]
    percents: Mapping[str, Decimal]
    items: Mapping[str, Reference]
    taxes: Sequence[TaxMap]
    services: Sequence[ServiceMap]

    @property
    def model(self) -> TaxModel:
        """How the company computes tax."""
        return TaxModel(self.company.facts.get("tax_model") or TaxModel.PER_LINE)

    def is_usable(self, code_id: str) -> bool:
        """Whether a tax code can stand on an invoice now."""
        code = self.codes.get(code_id)
        return code is not None and code.is_active and bool(self._rates(code))

    def percent(self, code_id: str) -> Decimal:
        """The combined percentage of a code; zero for one that is gone."""
        code = self.codes.get(code_id)
        rates = self._rates(code) if code else []
        return sum((self.percents.get(each, Decimal(0)) for each in rates), Decimal(0))

    def _rates(self, code: Reference) -> list[str]:
        return list(code.facts.get("sales_rate_ids", ()))


def check_company(session: Session, company: Company, *, currency: str) -> list[Advice]:
    """Every finding about a company whose lists were read, the gravest first."""
    if company.refreshed_at is None:
        return []
    books = _books(session, company)
    found = [
        *_broken_taxes(session, books),
        *_broken_items(session, books),
        *_differences(books),
        *advise(
            company.facts,
            home_currency=company.home_currency,
            currency=currency,
            charges_tax=books.settings.charges_tax,
        ),
    ]
    return sorted(found, key=lambda each: list(Weight).index(each.weight))


def blocking(found: Sequence[Advice]) -> list[Advice]:
    """What stands before Enable."""
    return [each for each in found if each.weight is Weight.BLOCKING]


def _books(session: Session, company: Company) -> Books:
    def by_id(kind: Kind) -> dict[str, Reference]:
        rows = queries.references(session, company.id, kind)
        return {row.qbo_id: row for row in rows}

    rates = by_id(Kind.TAX_RATE)
    return Books(
        company=company,
        settings=queries.settings_of(session, company.id),
        codes=by_id(Kind.TAX_CODE),
        percents={each: Decimal(row.facts["percent"]) for each, row in rates.items()},
        items=by_id(Kind.ITEM),
        taxes=session.scalars(
            select(TaxMap)
            .where(
                TaxMap.company_id == company.id,
                TaxMap.is_offered,
                TaxMap.qbo_tax_code_id.is_not(None),
            )
            .order_by(TaxMap.id)
        ).all(),
        services=session.scalars(
            select(ServiceMap)
            .where(ServiceMap.company_id == company.id, ServiceMap.is_offered)
            .order_by(ServiceMap.name)
        ).all(),
    )


def _broken_taxes(session: Session, books: Books) -> Iterator[Advice]:
    for row in books.taxes:
        chosen = row.qbo_group_id or row.qbo_tax_code_id or ""
        is_word = books.model.is_us and not row.qbo_group_id
        if is_word and row.qbo_tax_code_id == TAXABLE:
            yield from _us_tax(books, row)
        if is_word or books.is_usable(chosen):
            continue
        code = books.codes.get(chosen)
        yield _with_reach(
            session,
            books,
            Advice(
                key=f"tax:{row.tax_key}",
                weight=Weight.BLOCKING,
                sentence=f"The tax rate “{row.name}” is mapped to"
                f" {code.name if code else f'code {chosen}'}, which is inactive,"
                " deleted or not for sales in QuickBooks.",
                remedy=_THERE,
                place="qbo_tax_map",
            ),
            "tax_key",
            [row.tax_key],
        )


def _us_tax(books: Books, row: TaxMap) -> Iterator[Advice]:
    if books.model is TaxModel.US_OFF:
        yield Advice(
            key=f"tax_off:{row.tax_key}",
            weight=Weight.BLOCKING,
            sentence=f"“{row.name}” is taxable, but sales tax is off in QuickBooks:"
            " each invoice with it would wait.",
            remedy="Turn it on there, or map the rate to Non-taxable.",
            place="qbo_tax_map",
        )
    elif books.model is TaxModel.US_CLASSIC and not books.is_usable(
        books.company.facts.get("tax_code_id", "")
    ):
        yield Advice(
            key=f"tax_default:{row.tax_key}",
            weight=Weight.CHECK,
            sentence=f"“{row.name}” is taxed at the customer's rate, else the"
            " company's, and the company has none: an invoice to a customer without"
            " one would wait.",
            remedy="Choose the company's rate in QuickBooks, or a fixed one here.",
            place="qbo_tax_map",
        )


def _broken_items(session: Session, books: Books) -> Iterator[Advice]:
    default = books.settings.default_item_id
    without = [row.service_ref for row in books.services if not row.qbo_item_id]
    if default and not _is_sold(books, default):
        yield _with_reach(
            session,
            books,
            Advice(
                key="default_item",
                weight=Weight.BLOCKING,
                sentence=f"The default product/service, {_item_name(books, default)},"
                " is inactive or deleted in QuickBooks.",
                remedy=_THERE,
                place="qbo_settings",
            ),
            "service_ref",
            without,
        )
    for row in books.services:
        if row.qbo_item_id and not _is_sold(books, row.qbo_item_id):
            yield _with_reach(
                session,
                books,
                Advice(
                    key=f"item:{row.service_ref}",
                    weight=Weight.BLOCKING,
                    sentence=f"The service “{row.name}” is mapped to"
                    f" {_item_name(books, row.qbo_item_id)}, which is inactive or"
                    " deleted in QuickBooks.",
                    remedy=_THERE,
                    place="qbo_service_map",
                ),
                "service_ref",
                [row.service_ref],
            )


def _is_sold(books: Books, qbo_id: str) -> bool:
    item = books.items.get(qbo_id)
    return item is not None and item.is_active and item.facts["type"] != "Category"


def _item_name(books: Books, qbo_id: str) -> str:
    item = books.items.get(qbo_id)
    return item.name if item else f"number {qbo_id}"


def _differences(books: Books) -> Iterator[Advice]:
    for row in books.taxes:
        chosen = row.qbo_group_id or row.qbo_tax_code_id or ""
        if not books.is_usable(chosen):
            continue
        ours, theirs = Decimal(row.percent), books.percent(chosen)
        name = books.codes[chosen].name
        if ours != theirs:
            mine, other = (to_cents(_SAMPLE * each / 100) for each in (ours, theirs))
            yield Advice(
                key=f"percent:{row.tax_key}",
                weight=Weight.CHECK,
                sentence=f"“{row.name}” is {_plain(ours)} % here and {_plain(theirs)} %"
                f" in QuickBooks ({name}): on {_SAMPLE:,} the tax would be {other}"
                f" instead of {mine}.",
                remedy="Choose the code of the same rate, or correct the rate.",
                place="qbo_tax_map",
            )
        twins = [
            code.name
            for qbo_id, code in books.codes.items()
            if qbo_id != chosen
            and books.is_usable(qbo_id)
            and books.percent(qbo_id) == theirs
        ]
        if twins and not books.model.is_us:
            yield Advice(
                key=f"twins:{row.tax_key}",
                weight=Weight.NOTE,
                sentence=f"“{row.name}” goes to {name}; {', '.join(sorted(twins))}"
                f" {'has' if len(twins) == 1 else 'have'} the same {_plain(theirs)} %"
                " and may belong in another box of the tax return.",
                place="qbo_tax_map",
            )


def _with_reach(
    session: Session, books: Books, advice: Advice, field: str, values: Sequence[str]
) -> Advice:
    """Say how many unsent invoices and billing proposals meet it."""
    invoices = session.scalar(
        select(func.count(distinct(Item.invoice_id)))
        .join(Invoice, Invoice.id == Item.invoice_id)
        .where(
            Invoice.company_id == books.company.id,
            Invoice.state.in_(_UNSENT),
            Item.line[field].as_string().in_(values),
        )
    )
    # A snapshot is kept as JSON text on both databases.
    said = cast(Proposal.snapshot, Text)
    proposals = session.scalar(
        select(func.count()).where(
            Proposal.tenant == books.company.tenant,
            Proposal.next_due_on.is_not(None),
            or_(
                false(),
                *(
                    said.contains(f'"{field}": {json.dumps(each)}', autoescape=True)
                    for each in values
                ),
            ),
        )
    )
    met = [
        _counted(invoices or 0, "unsent invoice"),
        _counted(proposals or 0, "proposal"),
    ]
    reach = " and ".join(part for part in met if part)
    return (
        replace(advice, sentence=f"{advice.sentence} Upcoming with it: {reach}.")
        if reach
        else advice
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}" if number else ""


def _plain(percent: Decimal) -> str:
    return format(percent.normalize() + 0, "f")
