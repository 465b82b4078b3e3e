"""Knows how an answer looks in XML, which QuickBooks gives unless JSON is asked.

The rendering is plain: members become elements, lists repeat, a reference keeps
its name as an attribute.
"""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from integration_qbo.sandbox.wire import Doc, dumps, loads
from integration_qbo.sandbox.wire_faults import DECLARATION, NAMESPACE

ATTRIBUTES = ("domain", "sparse", "status")


def answer_xml(text: str) -> str:
    """Turn the JSON text of an answer into XML."""
    doc = loads(text)
    moment = doc.pop("time", "")
    inner = "".join(_element(name, value) for name, value in doc.items())
    return (
        f'{DECLARATION}<IntuitResponse xmlns="{NAMESPACE}"'
        f" time={quoteattr(str(moment))}>{inner}</IntuitResponse>"
    )


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, entry) for entry in value)
    if not isinstance(value, dict):
        return f"<{name}>{escape(_text(value))}</{name}>"
    if "value" in value:
        named = value.get("name")
        attribute = f" name={quoteattr(str(named))}" if named is not None else ""
        return f"<{name}{attribute}>{escape(_text(value['value']))}</{name}>"
    attributes = "".join(
        f" {key}={quoteattr(_text(value[key]))}" for key in ATTRIBUTES if key in value
    )
    if name == "QueryResponse":
        attributes += _paging(value)
    inner = "".join(
        _element(key, entry)
        for key, entry in value.items()
        if key not in ATTRIBUTES and key not in PAGING
    )
    return f"<{name}{attributes}>{inner}</{name}>"


PAGING = ("startPosition", "maxResults", "totalCount")


def _paging(value: Doc) -> str:
    return "".join(f' {key}="{_text(value[key])}"' for key in PAGING if key in value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return dumps(value)
