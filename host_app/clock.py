"""What time it is: moments in UTC, days where the practice is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from host_app.practice import current_practice


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on the practice's clock."""
    return moment.astimezone(ZoneInfo(current_practice().zone))


def today() -> date:
    """The practice's date."""
    return local(now()).date()
