"""How a payload becomes bytes: one shape, one text, figures exact."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal


def encode(value: object) -> bytes:
    """Canonical JSON: sorted keys, no blanks, a Decimal as the number it is.

    Equal payloads give equal bytes, so that what was stored can be sent again.
    Floats are refused: they would not be what was computed.  So are bytes, and a
    Decimal that is no number.
    """
    return _text(value).encode()


def _text(value: object) -> str:
    match value:
        case bool() | None | str() | int():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} is no amount")
            return format(value, "f")
        case Mapping():
            pairs = (f"{_text(str(key))}:{_text(value[key])}" for key in sorted(value))
            return "{" + ",".join(pairs) + "}"
        case Sequence() if not isinstance(value, bytes):
            return "[" + ",".join(_text(each) for each in value) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a payload")
