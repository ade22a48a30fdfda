import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[1]
# One instruction a line: its word and the rest, comments out, continued lines joined.
INSTRUCTIONS = [
    (word, rest)
    for line in re.sub(
        r"\\\n\s*", "", re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.M)
    ).splitlines()
    if line
    for word, rest in [line.split(maxsplit=1)]
]
IGNORED = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
FINAL = INSTRUCTIONS[max(at for at, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM") :]


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    """No COPY fails for a path that is missing, or that .dockerignore holds back."""
    sources = [source for rest in _all("COPY") if "--from=" not in rest for source in rest.split()[:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in IGNORED, source


def test_nothing_else_reaches_the_builder() -> None:
    """The environment file, the databases and the history stay outside: everything is ignored but what is named."""
    assert IGNORED[0] == "*"
    let_in = [line[1:] for line in IGNORED if line.startswith("!")]
    for secret in (".env", ".git", "partways.db", ".venv"):
        assert not any(fnmatch(secret, pattern) for pattern in let_in)


def test_no_secret_is_built_in() -> None:
    """Tokens come with the environment of the container, never with the image."""
    assert not _all("ARG")
    for rest in _all("ENV"):
        names = re.findall(r"(\w+)=", rest)
        assert names
        assert not [name for name in names if re.search("TOKEN|SECRET|PASSWORD|KEY", name)]
    assert not re.search(r"xox[a-z]-|xapp-", (ROOT / "Dockerfile").read_text())


def test_the_process_is_not_root() -> None:
    """The last USER of the image is a number other than 0, and owns the volume."""
    users = [rest for word, rest in FINAL if word == "USER"]
    assert users
    assert int(users[-1]) > 0
    assert any(f"--uid {users[-1]} " in rest and "-o partways" in rest and "/data" in rest for rest in _all("RUN"))


def test_the_images_have_a_version() -> None:
    """The base images are named by version and by nothing that moves to the next one."""
    for image in (rest.split()[0] for rest in _all("FROM")):
        assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", image), image


def test_the_dependencies_are_held_to_their_hashes() -> None:
    """The image takes the runtime half of the lock, by hash, and nothing beside it."""
    installs = [step.strip() for rest in _all("RUN") for step in rest.split("&&") if "pip install" in step]
    locked, project = installs
    assert locked.endswith("--require-hashes --only-binary :all: -r runtime.lock")
    assert project.endswith("pip install --no-deps .")
    cut = re.search(r"sed '/\^(.+?)/,\$d' requirements\.lock > runtime\.lock", "\n".join(_all("RUN")))
    assert cut
    assert len(re.findall(f"^{cut[1]}", (ROOT / "requirements.lock").read_text(), re.M)) == 1


def test_bytecode_is_compiled_in_the_image() -> None:
    """A container that starts for the first time is not slower than one that starts again."""
    assert any("compileall" in rest for rest in _all("RUN"))


def test_the_database_is_on_the_volume() -> None:
    """A container that is replaced keeps its SQLite file."""
    assert ("VOLUME", "/data") in FINAL
    assert any("DATABASE_URL=sqlite:////data/partways.db" in rest for word, rest in FINAL if word == "ENV")


def test_the_container_serves() -> None:
    """Without further words the container is the bot; arrays, so that it gets the signal to stop itself."""
    assert json.loads(FINAL[-1][1]) == ["partways", "serve"]
    assert FINAL[-1][0] == "CMD"


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_asks_the_process(served: HTTPServer, status: int, code: int) -> None:
    """Healthy is what answers 200 at /healthz on PORT; the check needs Python alone, and no proxy."""
    served.status = status  # type: ignore[attr-defined]  # read by the handler below
    assert _check_health(served.server_port) == code


def test_the_health_check_fails_where_nobody_listens(served: HTTPServer) -> None:
    """A process that is gone is not healthy."""
    port = served.server_port
    served.shutdown()
    served.server_close()
    assert _check_health(port) != 0


@pytest.fixture
def served() -> Iterator[HTTPServer]:
    """A server on the loopback interface that answers /healthz with its `status`, and all else with 404."""

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(self.server.status if self.path == "/healthz" else 404)  # type: ignore[attr-defined]
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Health)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _check_health(port: int) -> int:
    (check,) = _all("HEALTHCHECK")
    python, *arguments = json.loads(check[check.index("[") :])
    assert python == "python"
    environment = {**os.environ, "PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False).returncode


def _all(word: str) -> list[str]:
    return [rest for found, rest in INSTRUCTIONS if found == word]
