"""`tryfield proxy`: judges what passes between clients and an API."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from tryfield import project
from tryfield.checking import check_run
from tryfield.checking.check_result import Check
from tryfield.checking.reports import report_formats, text_report
from tryfield.checking.traffic.har_recorder import HarRecorder
from tryfield.checking.traffic.known_headers import HeaderFilter
from tryfield.checking.traffic.personal_data import redacted_url
from tryfield.checking.traffic.recorded_exchanges import RecordedExchange, parts_recorded
from tryfield.checking.traffic.traffic_judge import JudgedExchange, TrafficJudge
from tryfield.checking.traffic.traffic_monitor import TrafficMonitor
from tryfield.commands.check_command import report_outputs, write_reports
from tryfield.commands.command_group import FINDINGS, definitions
from tryfield.commands.server_commands import not_installed
from tryfield.core.endpoint_index import split_url
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Severity
from tryfield.core.wire import WireRequest, WireResponse

_WAITING = 20_000  # exchanges that may wait for their judgement


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--to", required=True, metavar="URL", help="The base URL of the API.")
@click.option("--port", default=8002, show_default=True, help="0 takes any that is free.")
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the exchanges to a HAR file, without secrets and personal data.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(report_formats.FORMATS)),
    default="text",
    show_default=True,
    help="How to report on the standard output at the end.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write a report to a file as well; may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default="warning",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@click.option("--ignore-headers", metavar="LIST", help="Headers that need no documentation.")
@click.option("--quiet", "-q", is_flag=True, help="Show no exchange, and count notes only.")
def proxy(
    paths: tuple[str, ...],
    to: str,
    port: int,
    record: Path | None,
    form: str,
    outputs: tuple[str, ...],
    fail_on: str,
    ignore_headers: str | None,
    *,
    quiet: bool,
) -> None:
    """Pass requests on to an API, and compare everything that passes with the documentation.

    PATHS are definitions; without any, the configured sources. The proxy listens on this machine
    only and sends to the API of --to only. End it with Ctrl+C: it then reports what differs.
    """
    try:
        from tryfield.relay.relay_server import addresses, listening, run
        from tryfield.relay.reverse_proxy import Passed, ReverseProxy
    except ModuleNotFoundError as error:
        raise not_installed(error, "proxy") from error
    written = report_outputs(outputs)
    _, root, files = definitions(paths)
    read = project.read(files, root=root)
    if not read.reference.endpoints:
        raise ConfigurationError("the definitions document no endpoint. Run `tryfield check`.")
    seen = _Seen(quiet=quiet, record=record)
    headers = HeaderFilter((ignore_headers or "").split(","))
    judge = TrafficJudge(read.reference.endpoints, bases=[to], headers=headers)
    monitor = TrafficMonitor(lambda: judge, seen.told, most=_WAITING, failed=seen.failed)

    def watch(passed: Passed) -> None:
        seen.number += 1
        exchange = RecordedExchange(
            request=passed.request,
            response=passed.response,
            source=record.name if record else "exchange",
            number=seen.number,
            recorded=parts_recorded(
                request_body=passed.whole_request, response_body=passed.whole_response
            ),
        )
        monitor.put(exchange)

    application = ReverseProxy(to, watch)
    sys.setswitchinterval(0.0002)  # seconds that the judging thread may hold up what passes
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C: with a report
    with listening("127.0.0.1", port) as bound:
        click.echo(f"Proxy at {addresses(bound, '127.0.0.1')[0]} to {to}", err=True)
        run(application, bound, headers=False)
    monitor.close()
    seen.close()
    if monitor.dropped:
        click.echo(f"Not judged, too many at once: {monitor.dropped:,} exchanges.", err=True)
    if not judge.exchanges:
        click.echo("Nothing passed.", err=True)
        sys.exit(FINDINGS)
    done = check_run.traffic_check(read, judge, target=to, settings=check_run.CheckSettings())
    _report(done, form, quiet=quiet)
    write_reports(written, done)
    sys.exit(FINDINGS if done.failing(Severity(fail_on)) else 0)


def _report(done: Check, form: str, *, quiet: bool) -> None:
    if form == "text":
        click.echo(text_report.text_report(done, notes=not quiet), nl=False)
    else:
        click.echo(report_formats.FORMATS[form](done), nl=False)


class _Seen:
    """Shows each exchange with its verdict as it passes, and records it."""

    def __init__(self, *, quiet: bool, record: Path | None) -> None:
        self.number = 0
        self._quiet = quiet
        self._recorder = HarRecorder(record) if record else None

    def told(self, exchange: RecordedExchange, judged: JudgedExchange) -> None:
        """Of the thread that judges."""
        if self._recorder is not None:
            self._recorder.write(exchange)
        if not self._quiet:
            for line in _lines(exchange.request, exchange.response, judged):
                click.echo(line, err=True)

    def failed(self, error: Exception) -> None:
        """An error that is ours stops nothing."""
        click.echo(f"One exchange was not judged: {type(error).__name__}.", err=True)

    def close(self) -> None:
        """End the recording."""
        if self._recorder is not None:
            self._recorder.close()


def _lines(request: WireRequest, response: WireResponse, judged: JudgedExchange) -> list[str]:
    endpoint = judged.endpoint
    path = endpoint.path if endpoint else split_url(redacted_url(request.url))[1]
    if judged.left_out:
        verdict = "left out"
    elif endpoint is None:
        verdict = "undocumented"
    else:
        verdict = "differs" if judged.differences else "matches"
    head = f"{request.method} {path} {response.status} {response.seconds * 1000:.0f} ms: {verdict}"
    return [head, *(f"    {one.sentence()}" for one in judged.differences)]
