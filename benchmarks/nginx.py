"""A plain nginx that takes files by PUT and gives them by sendfile, for comparisons."""

import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import free_port

NGINX = """
daemon off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log;
events {{}}
http {{
    access_log off; sendfile on; tcp_nopush on; client_max_body_size 0;
    client_body_temp_path {root}/temp; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
    uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ root {root}/files; dav_methods PUT DELETE; create_full_put_path on; }}
    }}
}}
"""


@contextmanager
def start_nginx(root: Path, program: str) -> Iterator[str]:
    """A plain nginx on a free port, its files below the folder."""
    (root / "files").mkdir(parents=True)
    port = free_port()
    config = root / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""
    config.write_text(user + NGINX.format(root=root, port=port))
    process = subprocess.Popen([program, "-p", str(root), "-c", str(config)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.connect()
        except OSError:
            time.sleep(0.05)
            continue
        connection.close()
        return
    raise SystemExit("nginx did not come up")
