"""Carrying out a plan, step by step; what is already so is skipped, so it can be done again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.errors import FileChangedError, HeadwayError
from headway.forge.errors import HopelessError, UnknownOutcomeError
from headway.forge.plan import Following, Outcome, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.forge.plan import Action, Plan, Step, World

# How long GitHub may take to list what it has just made.
_SETTLING = 3.0


class State(StrEnum):
    """What became of a step."""

    DONE = "done"
    ALREADY = "already so"
    REFUSED = "refused"  # it must not be done any more, or cannot be without another step
    FAILED = "failed"  # it was tried


class StepResult(NamedTuple):
    """What became of one step, and why it was refused or failed."""

    step: Step
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a plan."""

    results: tuple[StepResult, ...]

    @property
    def complete(self) -> bool:
        """Whether everything is as planned now."""
        return all(one.state in {State.DONE, State.ALREADY} for one in self.results)

    @property
    def exit_code(self) -> int:
        """0 when everything is as planned, else 1."""
        return 0 if self.complete else 1


def apply(
    plan: Plan,
    world: World,
    tell: Callable[[StepResult], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Carry out a plan; `tell` hears of each step when it is over.

    A step whose precondition no longer holds is refused, and so is every step after it; the others
    go on. Once a forge cannot be used at all, its other steps are not tried.
    """
    run = _Run(world, sleep)
    results = []
    for step in plan.steps:
        result = run.step(step)
        tell(result)
        results.append(result)
    return Result(tuple(results))


class _Run:
    """One carrying out: the values of steps so far, and why the forge is given up, if it is."""

    def __init__(self, world: World, sleep: Callable[[float], None]) -> None:
        self._world = world
        self._sleep = sleep
        self._values: dict[str, Any] = {}
        self._hopeless = ""

    def step(self, step: Step) -> StepResult:
        missing = [name for name in step.after if name not in self._values]
        if missing:
            return StepResult(step, State.REFUSED, f"it needs {', '.join(missing)}")
        if self._hopeless and step.shown.file is None:
            return StepResult(step, State.REFUSED, f"not tried, since Headway {self._hopeless}")
        action = step.action
        if isinstance(action, Following):
            action = action.make(self._values[step.after[0]])
        try:
            return self._carry_out(step, action)
        except HopelessError as error:
            self._hopeless = str(error).partition("\n")[0]
            return StepResult(step, State.FAILED, str(error))
        except (FileChangedError, FileExistsError) as error:
            return StepResult(step, State.REFUSED, str(error))
        except (HeadwayError, OSError) as error:
            return StepResult(step, State.FAILED, str(error))

    def _carry_out(self, step: Step, action: Action) -> StepResult:
        stands = action.look(self._world)
        if isinstance(stands, Refusal):
            return StepResult(step, State.REFUSED, stands.reason)
        if stands is not None:
            self._values[step.name] = stands.value
            return StepResult(step, State.ALREADY)
        outcome = self._perform(action)
        self._values[step.name] = outcome.value
        if outcome.missing:
            return StepResult(step, State.FAILED, f"GitHub left out {outcome.missing}")
        return StepResult(step, State.DONE)

    def _perform(self, action: Action) -> Outcome:
        """Do it; where the answer is lost, look whether it was done all the same."""
        try:
            return action.perform(self._world)
        except UnknownOutcomeError:
            self._sleep(_SETTLING)
            stands = action.look(self._world)
            if isinstance(stands, Outcome):
                return stands
            raise
