"""The one type for everything that would change something: shown first, then carried out.

A plan is data. Making one changes nothing; `carry.apply` carries it out, and `render` shows it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from headway.forge.chat import Chat
    from headway.forge.port import Forge


@dataclass(frozen=True, slots=True)
class World:
    """What a plan changes: the files below a folder, what a forge holds, what is said in a chat.

    A plan that changes files alone needs neither forge nor chat.
    """

    folder: Path
    forge: Forge | None = None
    chat: Chat | None = None


def forge_of(world: World) -> Forge:
    """The forge of a plan that needs one.

    Raises:
        ValueError: the plan was to be carried out without.
    """
    if world.forge is None:
        msg = "a plan that changes what a forge holds is carried out with one"
        raise ValueError(msg)
    return world.forge


class Outcome(NamedTuple):
    """What a step came to: a value for the steps after it, and what is missing from it."""

    value: Any = None
    missing: str = ""


class Refusal(NamedTuple):
    """Why a step must not be carried out: its precondition no longer holds."""

    reason: str


class Action(ABC):
    """A change of one thing, as a value; frozen dataclasses implement it.

    `kind` names it in the plan's JSON.
    """

    kind: ClassVar[str]

    @property
    @abstractmethod
    def title(self) -> str:
        """What it does, in one line that begins with a verb."""

    @property
    def file(self) -> str | None:
        """The path of the file that it changes; None when it changes none."""
        return None

    @abstractmethod
    def look(self, world: World) -> Outcome | Refusal | None:
        """How things stand: it is already so, it must not be done, or (None) it can be done."""

    @abstractmethod
    def perform(self, world: World) -> Outcome:
        """Do it.

        Raises:
            HeadwayError: it could not be done, or it is not known whether it was.
        """

    def details(self) -> Iterable[str]:
        """More lines for the one who reads the plan: the text of an issue, a diff."""
        return ()

    def facts(self) -> Mapping[str, Any]:
        """What there is to know about it, for the plan's JSON: the fields of the dataclass."""
        names = (field.name for field in fields(self))  # type: ignore[arg-type]  # as said above
        return {name: getattr(self, name) for name in names}


class Following(NamedTuple):
    """A change that needs what an earlier step comes to, such as the number of a new issue.

    `make` gives the change for the value of that step; `preview` is the change as it is shown
    before there is one.
    """

    preview: Action
    make: Callable[[Any], Action]


@dataclass(frozen=True, slots=True)
class Step:
    """One change, why it is wanted, and the names of the steps that must be so before it.

    A `Following` gets the value of the first step of `after`.
    """

    name: str
    action: Action | Following
    reason: str
    after: tuple[str, ...] = ()

    @property
    def shown(self) -> Action:
        """The change, as far as it is known before the plan is carried out."""
        return self.action.preview if isinstance(self.action, Following) else self.action


class BadPlanError(ValueError):
    """A plan that contradicts itself: a mistake of its maker."""

    def __init__(self, step: Step, trouble: str) -> None:
        """Tell the step, and what is wrong with it."""
        super().__init__(f"the step {step.name} {trouble}")


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order in which they are carried out.

    A file is changed by one step, since a second one would find it changed.

    Raises:
        BadPlanError: two steps have one name or one file, or a step comes before one it needs.
    """

    title: str
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Look for what would go wrong later."""
        names: set[str] = set()
        files: set[str | None] = set()
        for step in self.steps:
            if step.name in names:
                raise BadPlanError(step, "is there twice")
            if not names.issuperset(step.after):
                raise BadPlanError(step, f"does not come after {', '.join(step.after)}")
            if isinstance(step.action, Following) and not step.after:
                raise BadPlanError(step, "follows none")
            if step.shown.file is not None and step.shown.file in files:
                raise BadPlanError(step, f"changes {step.shown.file}, as another does")
            names.add(step.name)
            files.add(step.shown.file)

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.steps)
