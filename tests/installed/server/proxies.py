"""nginx and Caddy on loopback with the files that the package ships: only names, ports and certificates are put in."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installed.server.company import free_port
from tests.stage.authority import Authority
from tests.stage.server_package import ROOT, proxy

SHIPPED = ROOT / "packaging" / "server" / "proxy"
PATIENCE_S = 30.0
NAME = "kasse.example.no"


@contextmanager
def behind_nginx(folder: Path, authority: Authority, server_port: int) -> Iterator[str]:
    """The address of a server behind nginx, with a certificate of the shop's own authority."""
    port, plain = free_port(), free_port()
    certificate, key = authority.sign(NAME)
    site = _put_in(
        SHIPPED / "nginx.conf",
        {
            "127.0.0.1:8600": f"127.0.0.1:{server_port}",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "    listen [::]:80;\n": "",
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "    listen [::]:443 ssl http2;\n": "",
            "/etc/ssl/trofast/server.pem": str(certificate),
            "/etc/ssl/trofast/server.key": str(key),
        },
    )
    (folder / "site.conf").write_text(site, encoding="utf-8")
    for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
        (folder / name).mkdir()
    paths = " ".join(
        f"{name}_temp_path {folder}/{part};"
        for name, part in (
            ("client_body", "body"),
            *((each, each) for each in ("proxy", "fastcgi", "uwsgi", "scgi")),
        )
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"user root; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log {folder}/access.log; {paths} include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    folder.chmod(0o755)
    program = proxy("nginx")
    assert program is not None
    with _running([program, "-e", str(folder / "error.log"), "-c", str(whole)], folder / "error.log", port):
        yield f"https://127.0.0.1:{port}"


@contextmanager
def behind_caddy(folder: Path, server_port: int) -> Iterator[tuple[str, Path]]:
    """The address of a server behind Caddy, and the certificate of the authority that Caddy made by itself."""
    port, plain = free_port(), free_port()
    written = _put_in(
        SHIPPED / "Caddyfile",
        {
            "127.0.0.1:8600": f"127.0.0.1:{server_port}",
            "\tskip_install_trust": f"\tskip_install_trust\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n"
            f"\tstorage file_system {folder}/kept\n\tdefault_sni 127.0.0.1",
            "\nkasse.example.no {": f"\nhttps://127.0.0.1:{port} {{",
            "# tls internal": "tls internal",
        },
    )
    (folder / "Caddyfile").write_text(written, encoding="utf-8")
    program = proxy("caddy")
    assert program is not None
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(command, folder / "log", port, HOME=str(folder)):
        yield f"https://127.0.0.1:{port}", folder / "kept/pki/authorities/local/root.crt"


def _put_in(file: Path, values: dict[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for shipped, ours in values.items():
        assert shipped in text, f"{file} does not say {shipped!r} any more"
        text = text.replace(shipped, ours)
    return text


@contextmanager
def _running(command: list[str], log: Path, port: int, **settings: str) -> Iterator[None]:
    import socket

    with log.open("ab") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **settings}
        )
    try:
        due = time.monotonic() + PATIENCE_S
        while True:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < due, log.read_text(encoding="utf-8")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)


def give_the_authority(till_folder: Path, certificate: Path) -> None:
    """Put the shop's own authority where a till looks for it."""
    till_folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(certificate, till_folder / "server-ca.pem")
