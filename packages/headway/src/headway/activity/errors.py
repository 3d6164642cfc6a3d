"""What can be wrong with a store, or with what is to be imported. No message holds a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from pathlib import Path


class StoreError(HeadwayError):
    """Base of what is wrong with a store as a whole."""

    exit_code = 2


class NoStoreError(StoreError):
    """Nothing that happened in a program is stored yet."""

    def __init__(self, path: Path) -> None:
        """Tell where the store would be."""
        super().__init__(
            f"nothing that happened is stored yet: there is no {path}\n"
            "Fill it by `headway sync` or `headway import github DIR`, or name another store by "
            "--database or HEADWAY_DATABASE."
        )


class NothingStoredError(StoreError):
    """A store without what a question is about."""

    def __init__(self, what: str, command: str) -> None:
        """Tell what is missing, and the command that brings it."""
        super().__init__(f"the store has no {what}; fill it by `headway {command}`")


class BadDatabaseError(StoreError):
    """A text that names no database."""

    def __init__(self, text: str) -> None:
        """Tell what was given; its password, if any, stands in front of an `@`."""
        super().__init__(
            f"`{text.rpartition('@')[2]}` names no database that Headway can use; write a path, or "
            "`postgresql://USER@HOST/NAME`"
        )


class NotAStoreError(StoreError):
    """A database that is there, and is none of Headway's."""

    def __init__(self, where: str, reason: str) -> None:
        """Tell where, and how it shows."""
        super().__init__(
            f"{where} is not a store of Headway: {reason}\n"
            "Nothing was written to it. Name another database by --database or HEADWAY_DATABASE."
        )


class NewerStoreError(StoreError):
    """A store that a later version of Headway wrote."""

    def __init__(self, where: str, version: int, known: int) -> None:
        """Tell where it is, its version, and the last one that is known here."""
        super().__init__(
            f"the store at {where} has version {version}, and this Headway knows up to "
            f"{known}\nNothing was written to it. Install the Headway that wrote it or a newer one."
        )


class OlderStoreError(StoreError):
    """A store that is too old to be carried over."""

    def __init__(self, where: str, version: int, known: int) -> None:
        """Tell where it is, its version, and the one that is needed."""
        super().__init__(
            f"the store at {where} has version {version}, from which there is no way to {known}\n"
            "Nothing was written to it. Move it away (the reminders that were sent are recorded "
            "only there), then fill a new one by the imports that filled it."
        )


class StoreFailedError(StoreError):
    """The database did not do what was asked."""

    exit_code = 3

    def __init__(self, where: str, reason: str) -> None:
        """Tell where, and what the database said."""
        super().__init__(
            f"cannot use the store at {where}: {reason}\n"
            "What was stored before is still there; run the same command again to go on."
        )


class NothingToImportError(HeadwayError):
    """A folder without the files that an import reads."""

    exit_code = 2

    def __init__(self, folder: Path, files: tuple[str, ...]) -> None:
        """Tell the folder, and the files that were looked for."""
        super().__init__(f"{folder} has none of the files that are read: {', '.join(files)}")
