"""Projects in the GraphQL interface: what they hold, and what changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from github_simulator import bodies
from github_simulator.graph_parts import DeniedError, MissingError, paged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLResolveInfo

    from github_simulator.state import Account, Project, ProjectField, ProjectItem, State

    Input = dict[str, Any]
    Info = GraphQLResolveInfo[Any]

_VALUE = {
    "TEXT": ("ProjectV2ItemFieldTextValue", "text"),
    "DATE": ("ProjectV2ItemFieldDateValue", "date"),
    "SINGLE_SELECT": ("ProjectV2ItemFieldSingleSelectValue", "name"),
}
_GIVEN = {"TEXT": "text", "DATE": "date", "SINGLE_SELECT": "singleSelectOptionId"}


class ProjectsRoot:
    """The part of the root that knows projects; names are GitHub's."""

    def __init__(self, state: State, account: Account | None) -> None:
        self.state = state
        self.account = account

    # --- reading ----------------------------------------------------------------------------------

    def organization(self, _: Info, login: str) -> dict[str, Any]:
        return self._owner("Organization", login, of_person=False)

    def user(self, _: Info, login: str) -> dict[str, Any]:
        return self._owner("User", login, of_person=True)

    def item(self, name: str) -> dict[str, Any]:
        """An item of any project, by its id."""
        for project in self.state.projects:
            for item in project.items:
                if item.id == name:
                    return _item(project, item)
        raise MissingError("a node", name)

    def items_of(self, issue: Any) -> Any:
        """The connection of the items that are an issue."""
        items = [
            {"__typename": "ProjectV2Item", "id": item.id, "project": _project(project)}
            for project in self.state.projects
            for item in project.items
            if item.content and item.content[1] is issue
        ]
        return lambda **arguments: paged(items, **arguments)

    def _owner(self, kind: str, login: str, *, of_person: bool) -> dict[str, Any]:
        mine = [p for p in self.state.projects if (p.owner, p.of_person) == (login, of_person)]
        if not mine:
            raise MissingError(kind, login)

        def project(number: int) -> dict[str, Any]:
            for one in mine:
                if one.number == number:
                    return _project(one)
            raise MissingError("a ProjectV2", number)

        return {"__typename": kind, "projectV2": project}

    def _issues(self) -> Iterator[tuple[Any, Any]]:
        for repository in self.state.repositories.values():
            yield from ((repository, issue) for issue in repository.issues.values())

    # --- changes ----------------------------------------------------------------------------------

    def createProjectV2Field(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        project = self._writable(input["projectId"])
        if any(one.name == input["name"] for one in project.fields):
            msg = "Name has already been taken"
            raise ValueError(msg)
        options = [one["name"] for one in input.get("singleSelectOptions", ())]
        project.add_field(input["name"], input["dataType"], options)
        return _payload("CreateProjectV2FieldPayload")

    def addProjectV2ItemById(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        project = self._writable(input["projectId"])
        for content in self._issues():
            if bodies.issue(*content)["node_id"] == input["contentId"]:
                there = (i for i in project.items if i.content and i.content[1] is content[1])
                item = next(there, None) or project.add_item(content)
                return _payload("AddProjectV2ItemByIdPayload", item=_item(project, item))
        raise MissingError("a node", input["contentId"])

    def addProjectV2DraftIssue(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        project = self._writable(input["projectId"])
        item = project.add_item(None, input["title"], input.get("body", ""))
        return _payload("AddProjectV2DraftIssuePayload", projectItem=_item(project, item))

    def updateProjectV2DraftIssue(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        for project in self.state.projects:
            for item in project.items:
                if f"draft of {item.id}" == input["draftIssueId"]:
                    self._allowed()
                    item.title, item.body = input["title"], input["body"]
                    return _payload("UpdateProjectV2DraftIssuePayload")
        raise MissingError("a node", input["draftIssueId"])

    def updateProjectV2ItemFieldValue(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        project, item = self._item(input)
        field = _field_of(project, input["fieldId"])
        (name,), (value,) = zip(*input["value"].items(), strict=True)
        assert name == _GIVEN[field.kind]
        assert field.kind != "SINGLE_SELECT" or value in field.options.values()
        item.values[field.id] = value
        return _payload("UpdateProjectV2ItemFieldValuePayload")

    def clearProjectV2ItemFieldValue(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        project, item = self._item(input)
        item.values.pop(_field_of(project, input["fieldId"]).id, None)
        return _payload("ClearProjectV2ItemFieldValuePayload")

    def updateProjectV2ItemPosition(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        project, item = self._item(input)
        project.items.remove(item)
        after = input.get("afterId")
        place = [one.id for one in project.items].index(after) + 1 if after else 0
        project.items.insert(place, item)
        return _payload("UpdateProjectV2ItemPositionPayload")

    def archiveProjectV2Item(self, _: Info, input: Input) -> Any:  # noqa: A002, N802
        self._item(input)[1].archived = True
        return _payload("ArchiveProjectV2ItemPayload")

    def _allowed(self) -> None:
        if self.account is None or not self.account.may_write_projects:
            raise DeniedError

    def _writable(self, project_id: str) -> Project:
        self._allowed()
        for project in self.state.projects:
            if _id(project) == project_id:
                return project
        raise MissingError("a node", project_id)

    def _item(self, given: Input) -> tuple[Project, ProjectItem]:
        project = self._writable(given["projectId"])
        for item in project.items:
            if item.id == given["itemId"]:
                return project, item
        raise MissingError("a node", given["itemId"])


def _id(project: Project) -> str:
    return f"project {project.owner}/{project.number}"


def _field_of(project: Project, field_id: str) -> ProjectField:
    for field in project.fields:
        if field.id == field_id:
            return field
    raise MissingError("a node", field_id)


def _payload(kind: str, **more: Any) -> dict[str, Any]:
    return {"__typename": kind, "clientMutationId": None, **more}


def _project(project: Project) -> dict[str, Any]:
    place = "users" if project.of_person else "orgs"
    return {
        "__typename": "ProjectV2",
        "id": _id(project),
        "title": project.title,
        "url": f"https://github.com/{place}/{project.owner}/projects/{project.number}",
        "fields": lambda **arguments: paged(list(map(_field, project.fields)), **arguments),
        "items": lambda **arguments: paged(
            [_item(project, item) for item in project.items], **arguments
        ),
    }


def _field(field: ProjectField) -> dict[str, Any]:
    choice = field.kind == "SINGLE_SELECT"
    options = [
        {"__typename": "ProjectV2SingleSelectFieldOption", "id": one, "name": name}
        for name, one in field.options.items()
    ]
    return {
        "__typename": "ProjectV2SingleSelectField" if choice else "ProjectV2Field",
        "id": field.id,
        "name": field.name,
        "dataType": field.kind,
        "options": lambda **_: options,
    }


def _item(project: Project, item: ProjectItem) -> dict[str, Any]:
    values = [_value(_field_of(project, one), value) for one, value in item.values.items()]
    return {
        "__typename": "ProjectV2Item",
        "id": item.id,
        "isArchived": item.archived,
        "content": _content(item),
        "fieldValues": lambda **arguments: paged(values, **arguments),
    }


def _value(field: ProjectField, value: str) -> dict[str, Any]:
    kind, key = _VALUE[field.kind]
    names = {one: name for name, one in field.options.items()}
    return {"__typename": kind, key: names.get(value, value), "field": _field(field)}


def _content(item: ProjectItem) -> dict[str, Any]:
    if item.content is None:
        draft = f"draft of {item.id}"
        return {"__typename": "DraftIssue", "id": draft, "title": item.title, "body": item.body}
    repository, issue = item.content
    return {
        "__typename": "PullRequest" if issue.pull else "Issue",
        "number": issue.number,
        "repository": {"__typename": "Repository", "nameWithOwner": repository.name},
    }
