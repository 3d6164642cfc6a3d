"""An upstream of our own, for tests, benchmarks and the demo: real in all that clients can see."""

from upstream import faults, odd
from upstream.answers import Answer, Request
from upstream.channel_manifest import PUBLIC
from upstream.crates import Crate, Dependency, Trick, Version, index_path
from upstream.dist import RELEASES, Dist
from upstream.mutation import Mix, mutate
from upstream.registry import Change, Registry
from upstream.registry_site import RegistrySite, archive_path
from upstream.release import Layout, Release
from upstream.server import Server
from upstream.signing import Signer
from upstream.site import File, Folder, Site, Together, write
from upstream.world import Shape

__all__ = [
    "PUBLIC",
    "RELEASES",
    "Answer",
    "Change",
    "Crate",
    "Dependency",
    "Dist",
    "File",
    "Folder",
    "Layout",
    "Mix",
    "Registry",
    "RegistrySite",
    "Release",
    "Request",
    "Server",
    "Shape",
    "Signer",
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
