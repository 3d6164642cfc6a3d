"""The GraphQL queries and changes about projects."""

from __future__ import annotations

_ITEM = """
fragment item on ProjectV2Item {
  id isArchived
  content {
    __typename
    ... on DraftIssue { id title body }
    ... on Issue { number repository { nameWithOwner } }
    ... on PullRequest { number repository { nameWithOwner } }
  }
  fieldValues(first: 50) {
    nodes {
      __typename
      ... on ProjectV2ItemFieldTextValue { text field { ...named } }
      ... on ProjectV2ItemFieldDateValue { date field { ...named } }
      ... on ProjectV2ItemFieldSingleSelectValue { name field { ...named } }
    }
  }
}
fragment named on ProjectV2FieldConfiguration { ... on ProjectV2FieldCommon { name } }
"""
_PROJECT = """
  projectV2(number: $number) {
    id title url
    fields(first: 100) {
      nodes {
        __typename
        ... on ProjectV2FieldCommon { id name dataType }
        ... on ProjectV2SingleSelectField { options { id name } }
      }
    }
    items(first: 50, after: $after) @include(if: $items) {
      pageInfo { hasNextPage endCursor }
      nodes { ...item }
    }
  }
"""


def project(kind: str) -> str:
    """The query for a project of an `organization` or a `user`, a page of items at a time.

    Without `$items` it gives none.
    """
    return (
        f"query ($owner: String!, $number: Int!, $items: Boolean!,"
        f" $after: String) {{"
        f" {kind}(login: $owner) {{ {_PROJECT} }} }} {_ITEM}"
    )


ITEM = f"query ($item: ID!) {{ node(id: $item) {{ __typename ...item }} }} {_ITEM}"
CONTENT = """
query ($content: ID!) {
  node(id: $content) {
    __typename
    ... on Issue { projectItems(first: 100) { nodes { id project { id } } } }
    ... on PullRequest { projectItems(first: 100) { nodes { id project { id } } } }
  }
}
"""


def change(name: str, given: str, answer: str = "clientMutationId") -> str:
    """A change by its name in GitHub's schema, the type of its input, and what is asked back."""
    return f"mutation ($input: {given}!) {{ {name}(input: $input) {{ {answer} }} }}"


CREATE_FIELD = change("createProjectV2Field", "CreateProjectV2FieldInput")
ADD_CONTENT = change("addProjectV2ItemById", "AddProjectV2ItemByIdInput", "item { id }")
ADD_DRAFT = change("addProjectV2DraftIssue", "AddProjectV2DraftIssueInput", "projectItem { id }")
CHANGE_DRAFT = change("updateProjectV2DraftIssue", "UpdateProjectV2DraftIssueInput")
SET_VALUE = change("updateProjectV2ItemFieldValue", "UpdateProjectV2ItemFieldValueInput")
CLEAR_VALUE = change("clearProjectV2ItemFieldValue", "ClearProjectV2ItemFieldValueInput")
PLACE = change("updateProjectV2ItemPosition", "UpdateProjectV2ItemPositionInput")
ARCHIVE = change("archiveProjectV2Item", "ArchiveProjectV2ItemInput")
