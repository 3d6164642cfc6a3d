"""How much a GraphQL query asks for, by GitHub's rule: at most 500,000 nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
)

if TYPE_CHECKING:
    from graphql import DocumentNode, SelectionSetNode

MOST = 500_000
_NAMED = "issueOrPullRequest"


def nodes(document: DocumentNode) -> int:
    """How many nodes the pages of all connections may have, each times those above it."""
    return _below(_root(document), _fragments(document), 1)


def named(document: DocumentNode) -> int:
    """How many issues a query names."""
    groups = (one for one in _root(document).selections if isinstance(one, FieldNode))
    return sum(
        isinstance(one, FieldNode) and one.name.value == _NAMED
        for group in groups
        if group.selection_set
        for one in group.selection_set.selections
    )


def _root(document: DocumentNode) -> SelectionSetNode:
    return next(
        one.selection_set
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
    )


def _fragments(document: DocumentNode) -> dict[str, SelectionSetNode]:
    return {
        one.name.value: one.selection_set
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }


def _below(
    selected: SelectionSetNode | None, fragments: dict[str, SelectionSetNode], times: int
) -> int:
    total = 0
    for one in selected.selections if selected else ():
        if isinstance(one, FragmentSpreadNode):
            total += _below(fragments[one.name.value], fragments, times)
            continue
        size = _size(one)
        total += times * size if size else 0
        total += _below(one.selection_set, fragments, times * (size or 1))  # type: ignore[attr-defined]  # the spread is gone
    return total


def _size(field: Any) -> int | None:
    """The size of a page that a field asks for."""
    for argument in getattr(field, "arguments", None) or ():
        if argument.name.value in {"first", "last"} and isinstance(argument.value, IntValueNode):
            return int(argument.value.value)
    return None
