"""An upstream of our own, for tests, benchmarks and the demo: real in all that clients can see.

    registry = Registry(50, odd_ones=True)
    with Server(Together(Dist(), RegistrySite(registry))) as server:
        server.fault("crates/*", faults.cut(1000), times=3)
        ...  # a mirror copies server.address
        server.site = Together(Dist(), RegistrySite(mutate(registry)))
        ...  # and again

Registries and dist servers are values: a change gives the next state, and tests keep both. `secure`
has the same behind TLS with HTTP/2, `separate` in a process of its own (as does `python -m
upstream`), `git_index` the index as a repository, `debian` a registry of real crates, and `clients`
the real cargo and rustup.
"""

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
from upstream.site import File, Files, Folder, Site, Together, write
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
    "Files",
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
