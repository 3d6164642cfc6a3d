"""The real nginx, with the configuration that we ship, in front of plain folders."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[2] / "examples/nginx.conf"
_MAIN = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 128; }}
http {{
    log_format short '$request_method $uri $status';
    access_log {folder}/access.log short;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Nginx:
    """An nginx that runs, at an address."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self._log = folder / "access.log"

    def asked(self) -> list[tuple[str, str, int]]:
        """What was asked so far: method, path and status of the answer."""
        lines = (line.split() for line in self._log.read_text().splitlines())
        return [(method, path, int(status)) for method, path, status in lines]


@contextmanager
def nginx(program: Path, mirror: Path, folder: Path) -> Iterator[Nginx]:
    """Serve the plain folders of a mirror; a folder is for what nginx writes."""
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = SAMPLE.read_text()
    site = re.sub(r"listen \d+;", f"listen 127.0.0.1:{port};", site)
    site = re.sub(r"root \S+;", f"root {mirror}/plain/current;", site)
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""  # others may not look into a test's folders
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=user))
    command = [str(program), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with subprocess.Popen([*command, "-e", str(folder / "error.log")]) as process:
        try:
            _wait(process, port, folder)
            yield Nginx(f"http://127.0.0.1:{port}", folder)
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert process.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.02)
        else:
            return
    msg = "nginx does not listen"
    raise AssertionError(msg)
