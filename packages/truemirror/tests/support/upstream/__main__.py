"""Serve an upstream until standard input ends: the address is the first line of the output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from upstream.dist import Dist
from upstream.mutation import mutate
from upstream.registry import Registry
from upstream.registry_site import RegistrySite
from upstream.server import Server
from upstream.signing import Signer
from upstream.site import Together
from upstream.world import Shape


def main() -> None:
    """Serve what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m upstream", description=__doc__)
    parser.add_argument("--crates", type=int, default=50, help="how many crates there are")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--size", type=int, default=Shape().size, help="mean bytes of a version")
    parser.add_argument("--versions", type=int, default=Shape().most, help="most of one crate")
    parser.add_argument("--odd", action="store_true", help="have crates as they should not be, too")
    parser.add_argument("--state", type=int, default=0, help="how many hours of changes happened")
    parser.add_argument("--latency", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--port", type=int, default=0, help="of 127.0.0.1; a free one by default")
    parser.add_argument("--certificate", type=Path, help="where to write that of the signing key")
    args = parser.parse_args()
    shape = Shape(size=args.size, most=args.versions)
    registry = Registry(args.crates, seed=args.seed, shape=shape, odd_ones=args.odd)
    for _ in range(args.state):
        registry = mutate(registry)
    signer = Signer()
    if args.certificate:
        args.certificate.write_text(signer.certificate)
    site = Together(Dist(signer=signer), RegistrySite(registry))
    with Server(site, args.latency, args.port) as server:
        print(server.address, flush=True)  # noqa: T201  # for whoever started it
        sys.stdin.read()


if __name__ == "__main__":
    main()
