"""Knows how QuickBooks writes objects as JSON: numbers, absence, compactness.

Recorded: zero is ``0``, an amount always shows a decimal (``100.0``), a quantity
or rate need not (``75``). A Decimal with places is therefore written with a
point and one without as an integer; `money` and `plain` choose which.
"""

import json
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

Doc = dict[str, Any]
CENT = Decimal("0.01")


def money(value: Decimal) -> Decimal:
    """Round an amount half up to cents; it will be written with a point."""
    return value.quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal) -> Decimal:
    """Drop trailing zeros; a whole number will be written without a point."""
    value = value.normalize()
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return value.quantize(Decimal(1))
    return value


def decimal(value: Any) -> Decimal:
    """Read a JSON number or numeric text; absent is zero.

    Raises InvalidOperation for anything else.
    """
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise InvalidOperation
    return Decimal(str(value))


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} cannot be written as JSON")
    exponent = value.as_tuple().exponent
    if value == 0:
        return 0
    if isinstance(exponent, int) and exponent >= 0:
        return int(value)
    return float(value)


def dumps(doc: Any) -> str:
    """Write JSON as QuickBooks does: compact, UTF-8, Decimals as numbers."""
    return json.dumps(doc, default=_number, separators=(",", ":"), ensure_ascii=False)


def loads(text: str | bytes) -> Any:
    """Read JSON with Decimals; raises ValueError when it is not JSON."""
    return json.loads(text, parse_float=Decimal)


def arranged(doc: Doc, order: tuple[str, ...]) -> Doc:
    """Return the members in QuickBooks' order, without the absent ones."""
    first = {name: doc[name] for name in order if doc.get(name) is not None}
    rest = {
        name: value
        for name, value in doc.items()
        if name not in first and value is not None
    }
    return first | rest
