"""Loaded by the server that children come from: every act is done once here, so that no child has anything left to import."""

from __future__ import annotations

import gc
import pkgutil
import tempfile
from importlib import import_module
from pathlib import Path

from tests.faults import child, world
from tests.faults.acts import ACTS
from wallet import app, cli
from wallet.intake import tasks


def warm_up() -> None:
    """Do everything once, in a folder that goes away."""
    tasks.prepare()
    world.inputs(range(60))
    with tempfile.TemporaryDirectory(prefix="satchel-faults-") as room:
        template = world.make(Path(room) / "wallet", Path(room) / "outside")
        for number, act in enumerate(ACTS.values()):
            place = act.prepare(world.fresh(template, Path(room) / str(number)))
            assert all("refused" not in said for said in act.run(place))
    for module in pkgutil.iter_modules(cli.__path__, "wallet.cli."):
        import_module(module.name)
    gc.collect()
    gc.freeze()
    assert child.perform
    assert app.main


warm_up()
