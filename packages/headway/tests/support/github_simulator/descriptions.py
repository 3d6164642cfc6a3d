"""GitHub's published descriptions of its interfaces, and what they say of a request or an answer.

They are large, so they are not kept in the repository: npm brings them once, in fixed versions.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import GraphQLSchema, build_schema
from jsonschema import Draft4Validator
from jsonschema.validators import extend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema.protocols import Validator


class Published(NamedTuple):
    """One file of a package of npm, in one version."""

    package: str
    version: str
    file: str
    sha256: str


REST = Published(
    "@octokit/openapi",
    "23.0.2",
    "generated/api.github.com.json",
    "829b4bebb19a53133289f7b0bc819f4f1118115821db2ca9f25e9ee995a7da2a",
)
GRAPHQL = Published(
    "@octokit/graphql-schema",
    "15.26.1",
    "schema.graphql",
    "3c62d0526d133cee53221c89de9b455ade24db78b9e7ad56d642c4c15bce2654",
)


class WrongFileError(Exception):
    """A file of npm that is not the one that was looked at when its version was chosen."""


def fetch(published: Published, folder: Path, npm: Callable[[], Path]) -> Path:
    """The file in a folder; `npm` gives the program, and is asked only where the file is missing.

    Raises:
        WrongFileError: what npm brought has another checksum.
    """
    kept = folder / f"{published.sha256[:16]}-{Path(published.file).name}"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            data = _unpack(published, npm(), Path(scratch))
            if hashlib.sha256(data).hexdigest() != published.sha256:
                raise WrongFileError(published.package)
            part = Path(scratch) / "part"
            part.write_bytes(data)
            part.replace(kept)
    return kept


def _unpack(published: Published, npm: Path, folder: Path) -> bytes:
    """Have npm bring a package, and take the one file out of it."""
    name = f"{published.package}@{published.version}"
    command = [str(npm), "pack", name, "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        file = packed.extractfile(f"package/{published.file}")
        assert file is not None
        return file.read()


@cache
def graphql_schema(file: Path) -> GraphQLSchema:
    """The schema of the GraphQL interface; reading it takes a second."""
    return build_schema(file.read_text("utf-8"), assume_valid=True)


def _or_null(keyword: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """A keyword of OpenAPI 3.0, where a schema may say `nullable` beside it."""

    def check(validator: Validator, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if instance is not None or not schema.get("nullable"):
            yield from keyword(validator, value, instance, schema) or ()

    return check


_KEYWORDS = ("type", "enum", "oneOf", "anyOf", "allOf")
_OpenApi: type[Validator] = extend(  # type: ignore[no-untyped-call]  # so it is in its types
    Draft4Validator,
    {name: _or_null(Draft4Validator.VALIDATORS[name]) for name in _KEYWORDS},
)


@dataclass(frozen=True)
class RestDescription:
    """The description of the REST interface; each complaint is a sentence."""

    file: Path

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        document: Mapping[str, Any] = json.loads(self.file.read_bytes())
        return document

    def operation(self, method: str, template: str) -> Mapping[str, Any] | None:
        """The description of an operation, by its method and the template of its path."""
        found: Mapping[str, Any] | None
        found = self._document["paths"].get(template, {}).get(method.lower())
        return found

    def of_request(
        self, operation: Mapping[str, Any], query: Mapping[str, str], body: Any
    ) -> Iterator[str]:
        """What is wrong with a request; also what the description does not know."""
        parameters = [self._resolved(one) for one in operation.get("parameters", ())]
        known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        for name, text in query.items():
            if name not in known:
                yield f"the operation has no query parameter {name}"
            else:
                schema = self._resolved(known[name])
                value = int(text) if schema.get("type") == "integer" else text
                yield from self._errors(f"query parameter {name}", schema, value)
        described = self._resolved(operation.get("requestBody", {}))
        if body is None:
            if described.get("required"):
                yield "the request needs a body"
        elif not described:
            yield "the operation takes no body"
        else:
            schema = described["content"]["application/json"]["schema"]
            yield from self._errors("request", schema, body)
            if "properties" in schema:
                yield from (f"unknown field {key}" for key in body.keys() - schema["properties"])

    def of_answer(self, operation: Mapping[str, Any], status: int, body: Any) -> Iterator[str]:
        """What is wrong with an answer.

        Statuses that any operation may have (not modified, no rights, limits, trouble) need not be
        in its description: they have no body, or the general one of errors.
        """
        if str(status) in operation["responses"]:
            described = self._resolved(operation["responses"][str(status)])
            content = described.get("content", {}).get("application/json")
            if content is not None:
                yield from self._errors("answer", content["schema"], body)
            elif body is not None:
                yield f"an answer {status} has no body"
        elif status in {401, 403, 404, 429} or status >= 500:
            error = {"$ref": "#/components/schemas/basic-error"}
            yield from self._errors("answer", error, body)
        elif status != 304 or body is not None:
            yield f"the operation does not answer {status}"

    def _errors(self, what: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        whole = {**schema, "components": self._document["components"]}
        for error in _OpenApi(whole).iter_errors(value):
            yield f"{what}: {error.json_path}: {error.message[:300]}"

    def _resolved(self, described: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the description, or the one that it refers to."""
        while "$ref" in described:
            found: Any = self._document
            for name in described["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            described = found
        return described
