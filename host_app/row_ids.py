"""Row ids as they come in from addresses and forms: text that may be anything."""

LARGEST = 2**31 - 1
"""What an INTEGER column holds; PostgreSQL refuses to compare it with more."""


def row_id(text: str) -> int | None:
    """The id that is meant, or `None` if no row can have it."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST)):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST else None
