"""Why something cannot be done with a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.errors import HeadwayError
from headway.program.board.values import BOARD_TOML

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.program.board.values import Board, Item


class NoBoardError(HeadwayError):
    """A program has no board."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell how to get one."""
        super().__init__(
            f"this program has no {BOARD_TOML} yet: `headway board add TEXT --apply` begins one, "
            "and `headway board import org FILE --apply` makes one of an org-mode file"
        )


class UnreadableBoardError(HeadwayError):
    """A board that cannot be changed, since it is no TOML."""

    def __init__(self, board: Board) -> None:
        """Tell where it goes wrong."""
        finding = board.findings[0]
        line, column = board.source.lines.position(finding.span.start)
        super().__init__(
            f"{board.source.path}:{line}:{column}: {finding.message}; "
            "nothing was changed, mend this first"
        )


class AmbiguousItemError(HeadwayError):
    """Words that name several items."""

    exit_code = 2

    def __init__(self, words: str, items: Sequence[Item]) -> None:
        """Tell all that they may mean."""
        width = max(len(item.id) for item in items)
        listed = "\n".join(f"  {item.id:<{width}}  {item.shown}" for item in items)
        super().__init__(f"`{words}` may be any of these; name one by its id:\n{listed}")


class UnplacedError(HeadwayError):
    """An item is to come beside one that stands in another column."""

    exit_code = 2

    def __init__(self, beside: Item, column: str) -> None:
        """Tell where that one stands."""
        super().__init__(f"`{beside.id}` stands in `{beside.column}`, not in `{column}`")


class NothingDoneError(HeadwayError):
    """No column of a board is one of what is done."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell how to make one."""
        super().__init__("no column is one of what is done: give a [[column]] `done = true`")


class NoProjectError(HeadwayError):
    """It is not known which project on GitHub mirrors the board."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell where to say it."""
        super().__init__(
            "it is not known which project mirrors the board; say it in headway.toml:\n"
            '[board]\nproject = "https://github.com/orgs/NAME/projects/NUMBER"'
        )


class UntitledError(HeadwayError):
    """An item that would say nothing."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell what it needs."""
        super().__init__("an item needs a title or an issue")
