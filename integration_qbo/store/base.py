"""The add-on's own declarative base: its own metadata, every constraint named."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.orm import DeclarativeBase

from integration_qbo.store.types import Money, UtcDateTime

Facts = dict[str, Any]

REF = 64
"""How long a host's or QuickBooks' reference may be."""


class Base(DeclarativeBase):
    """Tables are named ``qbo_*`` and know nothing of the host's."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Decimal: Money,
        Facts: JSON,
        str: String,
    }
