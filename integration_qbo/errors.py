"""Errors named after the remedy: the question is never what broke but who can help."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """Why something stopped, in words for a person and in codes for support.

    `code` is a stable word of ours (``tax_unmapped``), `sentence` says what and why
    in plain words, `remedy` what to do next.  `facts` hold what names the object to
    mend (a tax key, a client reference) and, under *Details*, QuickBooks' own code
    and ``intuit_tid``.  Never a token, never a payload.
    """

    code: str
    sentence: str
    remedy: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class QboError(Exception):
    """Base of everything the add-on raises on purpose; carries its `Cause`."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(str(cause))
        self.cause = cause


class ConfigurationRefused(QboError):  # noqa: N818 - named after what happened
    """The add-on will not start like this; the sentence names the setting."""

    def __init__(self, setting: str, sentence: str, remedy: str = "") -> None:
        super().__init__(
            Cause(
                code="configuration",
                sentence=sentence,
                remedy=remedy,
                facts={"setting": setting},
            )
        )


class NotNow(QboError):  # noqa: N818
    """What was asked does not fit the present state; nothing was changed."""


class RetryLater(QboError):  # noqa: N818
    """Nothing was sent or nothing happened there; time will help.

    `after` is the number of seconds QuickBooks asked for, `None` when it did not say.
    """

    def __init__(self, cause: Cause, *, after: float | None = None) -> None:
        super().__init__(cause)
        self.after = after


class Throttled(RetryLater):
    """QuickBooks asks for fewer requests; the whole company pauses."""


class CompanyPaused(RetryLater):
    """Nothing of this company can go out until it is mended in QuickBooks."""


class OutcomeUnknown(QboError):  # noqa: N818
    """The request may have had its effect: look before sending again."""


class NeedsAttention(QboError):  # noqa: N818
    """A person must change a map or a setting; the sentence says which."""


class Rejected(QboError):  # noqa: N818
    """QuickBooks gave a definite no; the same request will never pass."""


class TokenExpired(QboError):  # noqa: N818
    """The access token is no longer accepted; a fresh one may be."""


class ConnectionLost(QboError):  # noqa: N818
    """Only connecting again helps; everything waiting stays."""
