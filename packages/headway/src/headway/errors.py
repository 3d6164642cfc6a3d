"""What Headway raises: one base class, leaves that write their own message, an exit code each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class HeadwayError(Exception):
    """Base of all that Headway raises on purpose."""

    exit_code: ClassVar[int] = 1


class NoProgramError(HeadwayError):
    """No goals program in a folder, or in any folder above it."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        """Tell where it was looked for."""
        super().__init__(
            f"no goals program at {path} or above it\n"
            "A program is a folder with a headway.toml, with a book.toml that has "
            "[preprocessor.goals],\nor with a folder src that holds period folders such as 2026 "
            "or 2025h2. Run this inside one, or name it: headway check PATH"
        )


class UnknownNameError(HeadwayError):
    """A goal, period or code that does not exist."""

    exit_code = 2

    def __init__(self, what: str, name: str, guess: str | None) -> None:
        """Tell what was asked for, and what may have been meant."""
        hint = f"; did you mean `{guess}`?" if guess else ""
        super().__init__(f"there is no {what} `{name}`{hint}")


class MissingExtraError(HeadwayError):
    """A command needs a library that comes with an extra that is not installed."""

    exit_code = 2

    def __init__(self, module: str, extra: str) -> None:
        """Tell the library, and what to install."""
        super().__init__(
            f"this needs `{module}`, which is not installed: install headway[{extra}], as in "
            f"`pip install 'headway[{extra}]'`"
        )


class BadTeamDataError(HeadwayError):
    """A team directory that was asked for cannot be read."""

    exit_code = 3

    def __init__(self, where: str, reason: str) -> None:
        """Tell which file, and what is wrong with it."""
        super().__init__(f"cannot read team data at {where}: {reason}")


class FileChangedError(HeadwayError):
    """A file is no longer what it was when an edit was made."""

    def __init__(self, path: Path) -> None:
        """Tell which file."""
        super().__init__(f"{path} has changed since it was read; nothing was written to it")


class NothingToEditError(HeadwayError):
    """An edit names a row, table or cell that a document does not have."""

    exit_code = 2

    def __init__(self, file: str, what: str) -> None:
        """Tell what is not there."""
        super().__init__(f"{file} has no {what} to change")
