"""An upstream of our own, for tests, benchmarks and the demo: real in all that clients can see."""

from upstream import faults, odd
from upstream.answers import Answer, Request
from upstream.crates import Crate, Dependency, Trick, Version, index_path
from upstream.mutation import Mix, mutate
from upstream.registry import Change, Registry
from upstream.registry_site import RegistrySite, archive_path
from upstream.server import Server
from upstream.site import File, Folder, Site, Together, write
from upstream.world import Shape

__all__ = [
    "Answer",
    "Change",
    "Crate",
    "Dependency",
    "File",
    "Folder",
    "Mix",
    "Registry",
    "RegistrySite",
    "Request",
    "Server",
    "Shape",
    "Site",
    "Together",
    "Trick",
    "Version",
    "archive_path",
    "faults",
    "index_path",
    "mutate",
    "odd",
    "write",
]
