"""A node of an installation: the app in a process and a data folder of its own, asked by lines of JSON.

Started with its data folder; the environment names the control database that the nodes share. Each
line of its input is ``[address]`` or ``[address, form]``, each of its output ``[status, text]``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from ui.app import create_app
from ui.settings import from_environment

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def main(folder: str) -> None:
    browser = create_app(from_environment(Path(folder))).test_client()
    for line in sys.stdin:
        address, *form = json.loads(line)
        if form:
            page = browser.get("/sign-in" if address == "/sign-in" else "/")
            token = _TOKEN.search(page.text)
            data = {**form[0], "csrf_token": token[1] if token else ""}
            answer = browser.post(address, data=data)
        else:
            answer = browser.get(address)
        sys.stdout.write(f"\n{json.dumps([answer.status_code, answer.text])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
