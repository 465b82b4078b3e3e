"""The screens: Flask-Admin model views and the blueprint's few routes."""

from collections.abc import Mapping
from typing import Any

from flask_admin import Admin


def register_views(admin: Admin, db: Any, replaced: Mapping[str, type]) -> None:
    """Add the model views to the host's menu, one category, in this order."""
