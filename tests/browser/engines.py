"""The three engines that readers have, as one: Chromium, Firefox, and WebKit, which is Safari's.

Firefox is spoken to by Marionette, the protocol that it has built in; WebKit by WebDriver. What a
journey does is JavaScript in the page: see `reader.js`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx2
from playwright.sync_api import Browser

READER = Path(__file__).with_name("reader.js").read_text("utf-8")
#: Milliseconds; as in conftest.py.
PATIENCE = 180_000
ENGINES = ("Chromium", "Firefox", "WebKit")
_FIREFOX = ("firefox-esr", "firefox")
_MINI_BROWSER = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser"))
_PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.manage-offline-status": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "",
}


class Engine(Protocol):
    """One window of a browser with a new profile."""

    name: str

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is loaded."""

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of the body of an async function, which has `arguments`.

        Raises:
            AssertionError: It threw.
        """

    def click(self, script: str) -> None:
        """Press, as a hand would, the element that a script returns."""


def _wrapped(script: str) -> str:
    return (
        "const [given, done] = [[...arguments].slice(0, -1), arguments[arguments.length - 1]];"
        f"(async function () {{ {script} }}).apply(null, given)"
        ".then((value) => done({ value }), (error) => done({ error: String(error) }));"
    )


def _value(result: dict[str, Any]) -> Any:
    assert "error" not in result, result["error"]
    return result.get("value")


class Chromium:
    """By Playwright."""

    name = "Chromium"

    def __init__(self, browser: Browser) -> None:
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()

    def open(self, url: str) -> None:
        self.page.goto(url)

    def run(self, script: str, *arguments: Any) -> Any:
        function = f"async (given) => (async function () {{ {script} }}).apply(null, given)"
        return self.page.evaluate(function, list(arguments))

    def click(self, script: str) -> None:
        found = self.page.evaluate_handle(f"async () => {{ {script} }}").as_element()
        assert found
        found.click()


class Firefox:
    """By Marionette: messages of JSON, each behind its length."""

    name = "Firefox"

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE / 1000)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._read()  # what it is
        said = self._call("WebDriver:NewSession", {})
        self.version = said["capabilities"]["browserVersion"]
        self._call("WebDriver:SetTimeouts", {"script": PATIENCE, "pageLoad": PATIENCE})
        self._call("WebDriver:SetWindowRect", {"width": 1440, "height": 1000})

    def open(self, url: str) -> None:
        self._call("WebDriver:Navigate", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        said = {"script": _wrapped(script), "args": list(arguments), "sandbox": None}
        return _value(self._call("WebDriver:ExecuteAsyncScript", said)["value"])

    def click(self, script: str) -> None:
        ((_, found),) = self.run(script).items()
        self._call("WebDriver:ElementClick", {"id": found})

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _call(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._read()
        assert number == self._number
        assert error is None, error
        return result

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox has gone"
            length += byte
        return json.loads(self._stream.read(int(length)))


class WebKit:
    """By WebDriver."""

    name = "WebKit"

    def __init__(self, address: str) -> None:
        self._client = httpx2.Client(base_url=address, timeout=2 * PATIENCE / 1000)
        options = {"binary": str(_MINI_BROWSER[-1]), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        said = self._call("POST", "/session", {"capabilities": wanted})
        self._session = f"/session/{said['sessionId']}"
        self.version = said["capabilities"]["browserVersion"]
        timeouts = {"script": PATIENCE, "pageLoad": PATIENCE}
        self._call("POST", f"{self._session}/timeouts", timeouts)
        size = {"width": 1440, "height": 1000}
        self._call("POST", f"{self._session}/window/rect", size)

    def open(self, url: str) -> None:
        self._call("POST", f"{self._session}/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        said = {"script": _wrapped(script), "args": list(arguments)}
        return _value(self._call("POST", f"{self._session}/execute/async", said))

    def click(self, script: str) -> None:
        ((_, found),) = self.run(script).items()
        self._call("POST", f"{self._session}/element/{found}/click", {})

    def close(self) -> None:
        self._call("DELETE", self._session)
        self._client.close()

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        response = self._client.request(method, path, json=body)
        value = response.json()["value"]
        assert response.status_code == 200, value
        return value


@contextmanager
def firefox() -> Iterator[Firefox]:
    """A new Firefox; without one, the journeys fail: they are never skipped."""
    program = next(filter(None, map(shutil.which, _FIREFOX)), None)
    assert program, "No Firefox was found. On Debian: sudo apt-get install firefox-esr"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in _PREFERENCES.items()
        ]
        Path(profile, "user.js").write_text("\n".join(lines), "utf-8")
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", profile]
        with _running(command, os.environ | {"HOME": profile}) as process:
            engine = Firefox(int(_written(Path(profile, "MarionetteActivePort"), process)))
            yield engine
            engine.close()


@contextmanager
def webkit() -> Iterator[WebKit]:
    """A new WebKit, on a screen of its own."""
    needed = [shutil.which("WebKitWebDriver"), shutil.which("Xvfb"), _MINI_BROWSER]
    assert all(needed), "WebKit, its driver or Xvfb is missing. `make system` says what to install."
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with (
        _running(screen, dict(os.environ), pass_fds=(write,)),
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        os.close(write)
        with os.fdopen(read, encoding="ascii") as display:
            number = display.readline().strip()
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {
            "DISPLAY": f":{number}",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            # A container has no namespaces to give; the pages are ours.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        driver = ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
        with _running(driver, environment) as process:
            _answering(port, process)
            engine = WebKit(f"http://127.0.0.1:{port}")
            yield engine
            engine.close()


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE / 1000)


def _written(path: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE / 1000
    while not (path.is_file() and (text := path.read_text("ascii").strip())):
        assert process.poll() is None, "it ended"
        assert time.monotonic() < deadline, path
        time.sleep(0.05)
    return text


def _answering(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, "it ended"
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return
