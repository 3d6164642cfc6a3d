"""What Headway raises: one base class, leaves that write their own message, an exit code each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

_FEW = 12


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
            "or 2025h2. Run this inside one, or name it: headway -C DIR …"
        )


class UnknownNameError(HeadwayError):
    """A goal, period, team or code that does not exist, or another name that was asked for."""

    exit_code = 2

    def __init__(self, what: str, name: str, guess: str | None, known: Sequence[str] = ()) -> None:
        """Tell what was asked for, and what may have been meant, else what there is if little."""
        hint = ""
        if guess:
            hint = f"; did you mean `{guess}`?"
        elif 0 < len(known) <= _FEW:
            hint = f"; choose from {', '.join(f'`{one}`' for one in known)}"
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


class NoPeriodError(HeadwayError):
    """A program without any period."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell what a period is."""
        super().__init__("this program has no period yet: make one with `headway cfp 2027 --apply`")


class NoOverviewError(HeadwayError):
    """A period without the page that its RFC is made from."""

    exit_code = 2

    def __init__(self, period: str, file: str) -> None:
        """Tell which page is needed."""
        super().__init__(
            f"the period {period} has no overview: its RFC is made from {file}, "
            "which does not exist"
        )


class NoRevisionError(HeadwayError):
    """A program cannot be read as it was at a git revision."""

    exit_code = 2

    def __init__(self, root: Path, revision: str, reason: str) -> None:
        """Tell what git says."""
        super().__init__(
            f"cannot read {root} as it was at `{revision}`: {reason}\n"
            "Name a commit, branch or tag of the git checkout that holds the program."
        )


class NoHistoryError(HeadwayError):
    """Git does not know how a program was at a time."""

    exit_code = 2

    def __init__(self, day: date, reason: str) -> None:
        """Tell which day, and what git says."""
        super().__init__(f"git does not tell how the documents were when {day} began: {reason}")


class BadTeamDataError(HeadwayError):
    """A team directory that was asked for cannot be read."""

    exit_code = 3

    def __init__(self, where: str, reason: str) -> None:
        """Tell which file, and what is wrong with it."""
        super().__init__(f"cannot read team data at {where}: {reason}")


class NoDirectoryError(HeadwayError):
    """Something needs to know who is on a team, and there is no team directory."""

    exit_code = 3

    def __init__(self, skipped: Iterable[str]) -> None:
        """Tell why there is none, and where one can come from."""
        reason = "; ".join(skipped)
        super().__init__(
            "who is on a team is not known: there is no team directory"
            + (f"\nskipped: {reason}" if reason else "")
            + "\nName a folder with the team API's files by --team-data, or write a teams.toml."
        )


class FileChangedError(HeadwayError):
    """A file is no longer what it was when an edit was made."""

    def __init__(self, path: Path) -> None:
        """Tell which file."""
        super().__init__(f"{path} has changed since it was read; nothing was written to it")


class NotWritableError(HeadwayError):
    """A file cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        """Tell which file, and why not."""
        reason = error.strerror or str(error)
        super().__init__(f"cannot write {path}: {reason}; no file was changed")


class NothingToEditError(HeadwayError):
    """An edit names a row, table or cell that a document does not have."""

    exit_code = 2

    def __init__(self, file: str, what: str) -> None:
        """Tell what is not there."""
        super().__init__(f"{file} has no {what} to change")
