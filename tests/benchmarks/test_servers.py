"""The demo's servers under load, and killed again and again; loopback only.

Throughput and the slowest answers of the users API while 1,000 connections say nothing and 20
clients send the relay a body, a byte at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.demo.databases import AnyDatabase, SQLite, acknowledged_and_kept, postgresql

SECONDS = 5.0
AT_ONCE = 8
IDLE = 1000
SLOW = 20
ASKED = b"GET /api/user HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token demo-token\r\n\r\n"
UPLOAD = (
    b"POST /relay HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
)
SERVE = """
import sys
from tryfield.demo import demo_server
demo_server.serve(port=0, database="sqlite://", say=lambda line: print(line, flush=True))
"""


@contextlib.contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Port and process id of a demo."""
    command = [sys.executable, "-c", SERVE]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1].decode()
        try:
            yield int(address.rpartition(":")[2]), server.pid
        finally:
            server.kill()


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError, asyncio.CancelledError):
        await writer.wait_closed()


async def answered(port: int) -> list[float]:
    """Seconds of each response within some seconds, asked for by a few clients at once."""
    taken: list[float] = []
    end = time.perf_counter() + SECONDS

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begin := time.perf_counter()) < end:
            writer.write(ASKED)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            (length,) = [
                int(line.partition(b":")[2])
                for line in head.splitlines()
                if line.lower().startswith(b"content-length:")
            ]
            await reader.readexactly(length)
            taken.append(time.perf_counter() - begin)
        await closed(writer)

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return taken


@contextlib.asynccontextmanager
async def burdened(port: int) -> AsyncIterator[None]:
    """Keep idle connections and slow uploads open; those that are let go are opened anew."""

    async def keep(first: bytes, piece: bytes) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(first)
                if not piece:
                    await reader.read(1)  # until it is let go
                while piece and not reader.at_eof():
                    writer.write(piece)
                    await writer.drain()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1), 1)
            except ConnectionError:
                pass
            finally:
                await closed(writer)

    tasks = [asyncio.create_task(keep(b"", b"")) for _ in range(IDLE)]
    tasks += [asyncio.create_task(keep(UPLOAD, b"x")) for _ in range(SLOW)]
    await asyncio.sleep(2)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def resident(process: int) -> int:
    """Megabytes of memory that a process has had at most."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (peak,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peak.split()[1]) // 1000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_idle_connections_and_slow_uploads_take_little_from_others() -> None:
    async def measured(port: int) -> tuple[list[float], list[float]]:
        await answered(port)  # what is loaded first
        alone = await answered(port)
        async with burdened(port):
            return alone, await answered(port)

    with serving() as (port, process):
        alone, beside = asyncio.run(measured(port))
        memory = resident(process)
    slowest = [statistics.quantiles(one, n=100)[98] for one in (alone, beside)]
    print(
        f"users API alone: {len(alone) / SECONDS:.0f} responses/s, p99 {slowest[0] * 1000:.1f} ms; "
        f"beside {IDLE} idle connections and {SLOW} slow uploads: {len(beside) / SECONDS:.0f}/s, "
        f"p99 {slowest[1] * 1000:.1f} ms; memory {memory} MB"
    )

    assert len(beside) >= 0.8 * len(alone)
    assert slowest[1] <= 2 * slowest[0]
    assert memory < 300


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_200_killed_processes_lose_nothing_that_they_acknowledged(
    kind: str, tmp_path: Path
) -> None:
    def kept(database: AnyDatabase) -> int:
        return acknowledged_and_kept(database, rounds=200)

    if kind == "sqlite":
        count = kept(SQLite(tmp_path))
    else:
        with postgresql() as server:
            count = kept(server)
    print(f"{kind}: 200 times killed, {count} acknowledged groups, all kept")
    assert count > 200
