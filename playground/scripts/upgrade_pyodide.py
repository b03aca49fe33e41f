"""Makes everything agree with the Pyodide that is installed: `make pyodide VERSION=…`.

The version stands in package.json alone. Which Python it is follows from it, and is written into
the files that have to know.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
#: Where the version of Python stands, and what is around it there.
PLACES = {
    "scripts/build-python.mjs": r"(/lib/python)\d+\.\d+(/site-packages)",
    "scripts/download-wheels.mjs": r'("--python-version",\s+")\d+\.\d+(")',
    "pyodide-build.txt": r"(fetched for Python )\d+\.\d+(\.)",
}


def main() -> None:
    """Write the version of Python wherever it stands."""
    package = HERE / "node_modules" / "pyodide"
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    python = json.loads((package / "pyodide-lock.json").read_text("utf-8"))["info"]["python"]
    minor = ".".join(python.split(".")[:2])
    print(f"Pyodide {version}, Python {python}")
    for name, pattern in PLACES.items():
        path = HERE / name
        text = path.read_text("utf-8")
        changed, count = re.subn(pattern, rf"\g<1>{minor}\g<2>", text)
        if count != 1:
            raise SystemExit(f"{name}: the version of Python is not where it was. See PLACES.")
        if changed != text:
            path.write_text(changed, "utf-8", newline="\n")
            print(f"{name}: Python {minor}")


if __name__ == "__main__":
    main()
