"""What a forge's answers are turned into when they are not what was asked for.

No message, and nothing kept in an error, holds a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Iterable

_GITHUB = "GitHub"
_LIMITS = {_GITHUB: " Without a token the limit is 60 requests an hour, with one 5000."}


class BadRepositoryError(HeadwayError):
    """A text that names no repository."""

    exit_code = 2

    def __init__(self, text: str) -> None:
        """Tell the text."""
        super().__init__(f"`{text}` names no repository; write it as `organisation/name`")


class ForgeError(HeadwayError):
    """Base of what goes wrong between Headway and a forge."""

    exit_code = 3


class HopelessError(ForgeError):
    """Base of what will go wrong with every other request as well."""


class UnreachableError(HopelessError):
    """No usable answer, however often it was asked for."""

    def __init__(self, what: str, reason: str) -> None:
        """Tell what was asked for, and how the last try ended."""
        super().__init__(f"cannot {what}: {reason}")


class RateLimitError(HopelessError):
    """The forge asks for a longer wait than Headway is willing to make."""

    def __init__(self, what: str, seconds: float, patience: float, by: str = _GITHUB) -> None:
        """Tell what was asked for, both times in seconds, and whom."""
        super().__init__(
            f"cannot {what}: {by}'s rate limit is used up, and it asks to wait {seconds:.0f} "
            f"seconds, longer than {patience:.0f}\n"
            "Run the same command again after that time; what is done already is not done again."
            f"{_LIMITS.get(by, '')}"
        )


class BadKeyError(HopelessError):
    """Zulip does not know the account and its key, or wants one where there is none."""

    def __init__(self, what: str, said: str) -> None:
        """Tell what was asked, and what Zulip said."""
        super().__init__(
            f"cannot {what}: Zulip does not accept the account: {said}\n"
            "Set ZULIP_EMAIL, ZULIP_API_KEY and ZULIP_SITE to a bot's, or put the zuliprc file "
            "that Zulip gives for it at ~/.zuliprc."
        )


class BadTokenError(HopelessError):
    """The token is unknown to the forge, or there is none where one is needed."""

    def __init__(self, what: str, permission: str, *, given: bool) -> None:
        """Tell what it was for, the permission that is needed, and whether there was a token."""
        trouble = "GitHub does not accept the token" if given else "there is no token"
        super().__init__(
            f"cannot {what}: {trouble}\n"
            f"Set GITHUB_TOKEN to a token with the permission {permission}, or run `gh auth login`."
        )


class ForbiddenError(ForgeError):
    """The token may not do what was asked."""

    def __init__(self, what: str, permission: str, said: str) -> None:
        """Tell what was asked, the permission that is needed, and what the forge said."""
        super().__init__(
            f"cannot {what}: GitHub says {said!r}; the token needs the permission {permission}"
        )


class NotFoundError(ForgeError):
    """There is no such thing, or the token may not see it."""

    def __init__(self, what: str, permission: str) -> None:
        """Tell what was asked, and the permission that would show it."""
        super().__init__(
            f"cannot {what}: GitHub finds nothing there. It answers the same when a token may not "
            f"see it: then the token needs the permission {permission}"
        )


class MissingRepositoryError(NotFoundError):
    """There is no such repository, or the token may not see it."""


class TransferredError(ForgeError):
    """An issue that is in another repository now."""

    def __init__(self, what: str, url: str) -> None:
        """Tell what was asked, and where it is."""
        super().__init__(f"cannot {what}: it was transferred, and is {url} now; name it so")
        self.url = url


class MovedError(ForgeError):
    """What would be changed is somewhere else now."""

    def __init__(self, what: str) -> None:
        """Tell what was asked."""
        super().__init__(
            f"cannot {what}: GitHub says that it has moved\n"
            "Reading follows a move, writing does not: use the new name of the repository."
        )


class RefusedError(ForgeError):
    """The forge understood the request, and refuses it."""

    def __init__(self, what: str, reasons: Iterable[str], by: str = _GITHUB) -> None:
        """Tell what was asked, why not, and who says so."""
        super().__init__(f"cannot {what}: {by} refuses it: {'; '.join(reasons)}")


class IgnoredError(ForgeError):
    """The forge said yes, and left out a part of what was asked without a word."""

    def __init__(self, what: str, missing: str, permission: str) -> None:
        """Tell what was asked, what is missing from the outcome, and the likely permission."""
        super().__init__(
            f"could not {what} in full: GitHub left out {missing}. It does so without a word when "
            f"a person cannot be assigned, or when the token lacks the permission {permission}"
        )


class TooMuchError(ForgeError):
    """The forge will not answer so much in one request."""

    def __init__(self, what: str, said: str) -> None:
        """Tell what was asked, and what the forge said."""
        super().__init__(f"cannot {what}: GitHub finds that too much for one answer: {said!r}")


class UnknownOutcomeError(ForgeError):
    """A write whose answer was lost: it may have happened."""

    def __init__(self, what: str, reason: str) -> None:
        """Tell what was asked, and how the answer was lost."""
        super().__init__(
            f"it is not known whether this happened: {what} ({reason})\n"
            "Run the same command again: it looks first, and does only what is missing."
        )


class StrangeAnswerError(ForgeError):
    """An answer that is not what the forge's own description promises."""

    def __init__(self, what: str, reason: str, by: str = _GITHUB) -> None:
        """Tell what was asked, what is odd about the answer, and whose it is."""
        super().__init__(f"cannot {what}: {by}'s answer is not understood: {reason}")
