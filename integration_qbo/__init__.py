"""The front door: the only names a host may import.

Names are loaded when first asked for, so that ``python -m
integration_qbo.sandbox`` starts without Flask-Admin, SQLAlchemy or
python-quickbooks.
"""

from importlib import import_module
from typing import Any

_HOMES: dict[str, str] = {}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}"
        ) from None
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
