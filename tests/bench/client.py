"""The client, a process of its own: sends a round of requests and prints the seconds it took.

Standard input: one JSON object {port, headers, requests: [[method, path, body or null], ...]}.
Standard output: {seconds, statuses}.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any


def send_round(port: int, headers: dict[str, str], requests: list[Any]) -> dict[str, Any]:
    """Send the requests one after another over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    statuses: Counter[int] = Counter()
    start = time.perf_counter()
    for method, path, body in requests:
        data = None if body is None else json.dumps(body)
        kind = {} if data is None else {"Content-Type": "application/json"}
        connection.request(method, path, data, {**headers, **kind})
        response = connection.getresponse()
        response.read()
        statuses[response.status] += 1
    return {"seconds": time.perf_counter() - start, "statuses": statuses}


def run_client(port: int, token: str, requests: list[Any]) -> float:
    """Start the client process for one round; AssertionError if any request was refused."""
    asked = {
        "port": port,
        "headers": {"Authorization": f"Bearer {token}"},
        "requests": requests,
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__))],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    refused = {status for status in answer["statuses"] if not status.startswith("2")}
    assert not refused, answer["statuses"]
    return float(answer["seconds"])


if __name__ == "__main__":
    json.dump(send_round(**json.load(sys.stdin)), sys.stdout)
