"""The Python that the browser gets: a trimmed standard library and `tryfield.core`, as bytecode.

Runs inside Pyodide started with `-OO`, so that the bytecode has the magic number of the very
interpreter that will load it. Called by `build-python.mjs`.
"""

from __future__ import annotations

import fnmatch
import importlib
import io
import sys
import zipfile
from pathlib import Path

import lean_bytecode

#: What a console, or a reader's few lines, cannot use in a browser: servers, processes,
#: debuggers, protocols without sockets, rare encodings, and twins of what exists in C.
LEFT_OUT = (
    *("__hello__.py", "__phello__/*", "_pydatetime.py", "_pyio.py", "_pyrepl/*"),
    *("antigravity.py", "bdb.py", "cProfile.py", "cmd.py", "code.py", "colorsys.py"),
    *("compileall.py", "ctypes/*", "doctest.py", "filecmp.py", "fileinput.py", "ftplib.py"),
    *("getpass.py", "imaplib.py", "mailbox.py", "modulefinder.py", "multiprocessing/*"),
    *("nturl2path.py", "optparse.py", "pdb.py", "pickletools.py", "plistlib.py", "poplib.py"),
    *("profile.py", "pstats.py", "pty.py", "py_compile.py", "pyclbr.py", "pydoc.py"),
    *("rlcompleter.py", "sched.py", "shelve.py", "site-packages/*", "smtplib.py"),
    *("socketserver.py", "sqlite3/*", "sre_*.py", "symtable.py", "tabnanny.py", "this.py"),
    *("timeit.py", "trace.py", "tty.py", "unittest/*", "wave.py", "webbrowser.py", "wsgiref/*"),
    *("asyncio/windows_*", "concurrent/futures/process.py", "concurrent/futures/interpreter.py"),
    *("logging/config.py", "pyodide/console.py"),
    *("xml/*", "xmlrpc/*", "zipapp.py", "concurrent/interpreters/*", "http/server.py"),
    *("encodings/cp[0-57-9]*", "encodings/cp1[01]*", "encodings/mac_*", "encodings/hp_*"),
    *("encodings/iso2022*", "encodings/euc_jis*", "encodings/shift_jis?*", "encodings/kz*"),
    *("encodings/koi8_[tu].py", "encodings/palmos.py", "encodings/ptcp154.py", "encodings/mbcs.py"),
    *("encodings/oem.py", "encodings/tis_620.py", "encodings/johab.py", "encodings/_win*"),
    *("encodings/rot_13.py", "encodings/uu_codec.py", "encodings/hz.py"),
    *("*/", "*.txt", "*.ini", "*.typed", "*/macholib/*", "*/README*"),
)
KEPT = ("encodings/cp437.py", "encodings/cp125*.py", "encodings/cp932.py", "encodings/cp949.py")
#: What the interpreter or the standard library asks for late, and a console may come to need.
LATE = ("encodings/*", "_strptime.pyc", "calendar.pyc", "csv.pyc", "_pylong.pyc", "tracemalloc.pyc")
EPOCH = (1980, 1, 1, 0, 0, 0)


def wanted(name: str) -> bool:
    """Whether a file of the standard library goes to the browser."""
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in KEPT):
        return True
    return not any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_OUT)


def pack(stdlib: str, sources: str, out: str) -> int:
    """Write the archive of bytecode and say how many files it holds.

    Args:
        stdlib: Pyodide's own archive of standard library sources.
        sources: The folder that holds the package `tryfield`.
        out: The archive to write: stored, so that HTTP compresses all of it at once.
    """
    importlib.invalidate_caches()
    from pyodide_build._py_compile import _py_compile_archive

    target = Path(out)
    with zipfile.ZipFile(target, "w") as archive, zipfile.ZipFile(stdlib) as source:
        for name in filter(wanted, source.namelist()):
            archive.writestr(name, source.read(name))
    _py_compile_archive(target, keep=False, verbose=False, compression_level=0)
    with zipfile.ZipFile(target, "a") as archive:
        for path in sorted(Path(sources).rglob("*.py")):
            name = str(path.relative_to(sources))
            archive.writestr(f"{name}c", lean_bytecode.compiled(path.read_text("utf-8"), name))
    return restamp(target)


def needed(archive: str) -> list[str]:
    """The files of an archive that a console needs; the others only a reader's code asks for.

    To be called where nothing else has run: what the interpreter imports by itself is needed.

    Args:
        archive: As `pack` writes it; it need not be the interpreter's own.
    """
    sys.path.insert(0, archive)
    with zipfile.ZipFile(archive) as opened:
        names = sorted(opened.namelist())
    for name in names:
        if name.startswith("tryfield/"):
            importlib.import_module(
                name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")
            )
    files = [str(getattr(module, "__file__", "")) for module in sys.modules.values()]
    used = {f"{path.partition('.zip/')[2].removesuffix('c')}c" for path in files if ".zip/" in path}
    return [
        name
        for name in names
        if name in used or any(fnmatch.fnmatchcase(name, pattern) for pattern in LATE)
    ]


def reorder(target: str, first: list[str]) -> bytes:
    """Have some files stand first in an archive, and return an archive that holds only these.

    Up to its central directory, it is equal to the beginning of the whole.
    """
    path = Path(target)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    rest = sorted(files.keys() - set(first))
    _write(path, {name: files[name] for name in [*first, *rest]})
    beginning = io.BytesIO()
    _write(beginning, {name: files[name] for name in first})
    return beginning.getvalue()


#: A browser knows its own authorities; requests only asks where theirs are.
CERTIFI = "def where():\n    return ''\n\n\ndef contents():\n    return ''\n"
#: Of the clients: what only a terminal, a socket or a type checker can use.
UNUSED = (
    *("*.dist-info/[!l]*", "*/py.typed", "*.pyi", "httpx2/_main.py", "*/__main__.py"),
    *("urllib3/contrib/emscripten/*.js", "urllib3/contrib/pyopenssl.py"),
    *("urllib3/contrib/socks.py", "charset_normalizer/cli/*"),
)


def pack_wheels(wheels: str, out: str) -> int:
    """Write the archive of a client: pure wheels in one, as bytecode.

    Args:
        wheels: Paths, with blanks between them.
        out: As for `pack`.
    """
    from pyodide_build._py_compile import _py_compile_archive

    target = Path(out)
    with zipfile.ZipFile(target, "w") as archive:
        for wheel in wheels.split():
            with zipfile.ZipFile(wheel) as source:
                for name in source.namelist():
                    if not any(fnmatch.fnmatchcase(name, pattern) for pattern in UNUSED):
                        archive.writestr(name, source.read(name))
        if "requests-" in wheels:
            archive.writestr("certifi/__init__.py", CERTIFI)
    _py_compile_archive(target, keep=False, verbose=False, compression_level=0)
    return restamp(target)


def restamp(target: Path) -> int:
    """Give every entry the same date and order, so that equal sources give equal bytes.

    Also leave out the lines of bytecode: see `lean_bytecode`.
    """
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in sorted(archive.namelist())}
    _write(
        target,
        {
            name: lean_bytecode.without_lines(content) if name.endswith(".pyc") else content
            for name, content in files.items()
        },
    )
    return len(files)


def _write(target: Path | io.BytesIO, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
