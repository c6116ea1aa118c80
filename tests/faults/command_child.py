"""The real program in a process that is about to be killed: ``wallet.app.main`` with its own arguments and streams."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection


def run_command(words: list[str], output: str, pipe: Connection) -> None:
    """Run ``satchel`` with these words; its output goes to the pipe, its errors to the file ``output``."""
    from wallet.app import main

    errors = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, handle in enumerate((nothing, pipe.fileno(), errors)):
        os.dup2(handle, stream)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(stream, mode, encoding="utf-8") for stream, mode in enumerate("rww"))
    sys.argv = ["satchel", *words]
    pipe.close()
    main()
