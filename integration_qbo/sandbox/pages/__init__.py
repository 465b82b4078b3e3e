"""The pages on which a bookkeeper sees and changes the books."""

from integration_qbo.sandbox.pages import deep_links, forms, names, office
from integration_qbo.sandbox.pages.common import blueprint

__all__ = ["blueprint", "deep_links", "forms", "names", "office"]
