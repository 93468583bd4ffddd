"""``python -m tests.bench [NAME ...]``: measures everything or what is named, and keeps it."""

from __future__ import annotations

import sys

from tests.bench.runs import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
