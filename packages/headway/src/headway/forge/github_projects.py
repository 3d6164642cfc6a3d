"""GitHub's projects through its GraphQL interface, the only one that has them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from headway.forge import project_queries as queries
from headway.forge.errors import NotFoundError, RefusedError
from headway.forge.model import IssueName, Repository
from headway.forge.projects import FieldKind, Project, ProjectField, ProjectItem
from headway.forge.reader import understood
from headway.forge.session import Call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.forge.projects import ProjectName
    from headway.forge.session import Session

    Json = Mapping[str, Any]

_READ, _WRITE = "`Projects: read`", "`Projects: write`"
_INPUTS = {
    FieldKind.TEXT.value: "text",
    FieldKind.DATE.value: "date",
    FieldKind.CHOICE.value: "singleSelectOptionId",
}
_VALUES = {
    "ProjectV2ItemFieldTextValue": "text",
    "ProjectV2ItemFieldDateValue": "date",
    "ProjectV2ItemFieldSingleSelectValue": "name",
}


class GitHubProjects:
    """What `projects.Projects` promises, over a session."""

    def __init__(self, session: Session) -> None:
        """Ask through a session."""
        self._session = session

    def project(self, name: ProjectName, *, items: bool = True) -> Project:
        """A project with all that it holds, 50 items to a request; or in one without items."""
        kind = "user" if name.of_person else "organization"
        call = Call("POST", "", f"read the project {name}", f"{_READ} of {name.owner}")
        found_items: list[ProjectItem] = []
        after = None
        while True:
            variables = {
                "owner": name.owner,
                "number": name.number,
                "items": items,
                "after": after,
            }
            data = self._session.graphql(queries.project(kind), variables, call)
            found = (data.get(kind) or {}).get("projectV2")
            if found is None:
                raise NotFoundError(call.what, call.permission)
            page, after = understood(call, partial(_page, with_items=items), found)
            found_items += page.items
            if after is None:
                return page._replace(items=tuple(found_items))

    def project_item(self, item: str) -> ProjectItem:
        """One item as it is now."""
        call = Call("POST", "", "read an item of the project", _READ)
        node = self._session.graphql(queries.ITEM, {"item": item}, call)["node"]
        if node is None:
            raise NotFoundError(call.what, call.permission)
        return understood(call, _item, node)

    def item_with(self, project: str, content: str) -> str | None:
        """The item of a project that is an issue or pull request."""
        call = Call("POST", "", "look for an issue in the project", _READ)
        node = self._session.graphql(queries.CONTENT, {"content": content}, call)["node"]

        def decode(node: Any) -> str | None:
            items = node["projectItems"]["nodes"] if node and node["projectItems"] else ()
            return next((one["id"] for one in items if one["project"]["id"] == project), None)

        return understood(call, decode, node)

    def create_field(
        self, project: str, name: str, kind: FieldKind, options: Sequence[str] = ()
    ) -> None:
        """Make a field; a choice has options."""
        given: dict[str, Any] = {"projectId": project, "name": name, "dataType": kind.value}
        if kind is FieldKind.CHOICE:
            given["singleSelectOptions"] = [
                {"name": option, "color": "GRAY", "description": ""} for option in options
            ]
        what = f"create the field `{name}` of the project"
        self._change(queries.CREATE_FIELD, given, what, repeatable=False)

    def add_content(self, project: str, content: str) -> str:
        """Put an issue or pull request into a project; one that is there stays there."""
        given = {"projectId": project, "contentId": content}
        what = "put an issue into the project"
        data = self._change(queries.ADD_CONTENT, given, what)
        return _made(what, data["addProjectV2ItemById"], "item")

    def add_draft(self, project: str, title: str, body: str) -> str:
        """Make a draft in a project."""
        given = {"projectId": project, "title": title, "body": body}
        what = f"put `{title}` into the project"
        data = self._change(queries.ADD_DRAFT, given, what, repeatable=False)
        return _made(what, data["addProjectV2DraftIssue"], "projectItem")

    def change_draft(self, draft: str, title: str, body: str) -> None:
        """Give a draft another title and body."""
        given = {"draftIssueId": draft, "title": title, "body": body}
        self._change(queries.CHANGE_DRAFT, given, f"change `{title}` in the project")

    def set_value(self, project: str, item: str, field: ProjectField, value: str | None) -> None:
        """Give an item a value of a field, or none."""
        given: dict[str, Any] = {"projectId": project, "itemId": item, "fieldId": field.id}
        what = f"set `{field.name}` in the project"
        if value is None:
            self._change(queries.CLEAR_VALUE, given, what)
            return
        if field.kind == FieldKind.CHOICE.value:
            if value not in field.options:
                raise RefusedError(what, [f"the field has no option `{value}`"])
            value = field.options[value]
        given["value"] = {_INPUTS[field.kind]: value}
        self._change(queries.SET_VALUE, given, what)

    def place(self, project: str, item: str, after: str | None) -> None:
        """Move an item behind another, or to the top."""
        given = {"projectId": project, "itemId": item, "afterId": after}
        self._change(queries.PLACE, given, "move an item of the project")

    def archive_item(self, project: str, item: str) -> None:
        """Put an item away."""
        given = {"projectId": project, "itemId": item}
        self._change(queries.ARCHIVE, given, "put away an item of the project")

    def _change(self, query: str, given: Json, what: str, *, repeatable: bool = True) -> Json:
        call = Call("POST", "", what, _WRITE, repeatable=repeatable)
        data = self._session.graphql(query, {"input": given}, call)
        if None in data.values():
            raise NotFoundError(what, _WRITE)
        return data


def _made(what: str, said: Any, name: str) -> str:
    """The id of an item that was made."""
    return understood(Call("POST", "", what, _WRITE), lambda found: str(found[name]["id"]), said)


def _page(found: Json, *, with_items: bool) -> tuple[Project, str | None]:
    """A project with one page of its items, and after what the next one begins."""
    fields = tuple(map(_field, found["fields"]["nodes"] or ()))
    project = Project(found["id"], found["title"], found["url"], fields, ())
    if not with_items:
        return project, None
    items = tuple(map(_item, found["items"]["nodes"] or ()))
    page = found["items"]["pageInfo"]
    return project._replace(items=items), page["endCursor"] if page["hasNextPage"] else None


def _field(node: Json) -> ProjectField:
    options = {option["name"]: option["id"] for option in node.get("options") or ()}
    return ProjectField(node["id"], node["name"], node["dataType"], options)


def _item(node: Json) -> ProjectItem:
    content = node["content"] or {"__typename": ""}
    draft = content["__typename"] == "DraftIssue"
    issue = None
    if content["__typename"] in {"Issue", "PullRequest"}:
        repository = Repository.parse(content["repository"]["nameWithOwner"])
        issue = IssueName(repository, content["number"])
    values = {
        one["field"]["name"]: one[_VALUES[one["__typename"]]]
        for one in node["fieldValues"]["nodes"] or ()
        if one["__typename"] in _VALUES
    }
    return ProjectItem(
        node["id"],
        values,
        issue,
        content["id"] if draft else None,
        content["title"] if draft else "",
        content["body"] if draft else "",
        archived=node["isArchived"],
    )
