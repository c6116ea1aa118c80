"""Every action of the window in one table: menus, palette, shortcut sheet and tests are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from wallet.ui.theme.look import Look

Standard = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """One action: a stable name, its words, its keys, its icon."""

    name: str
    text: str
    tip: str
    keys: tuple[str | Standard, ...] = ()
    icon: str = ""


class Actions:
    """The actions of one window, by name; each has a text and a tip, and no two have the same shortcut."""

    def __init__(self, look: Look, owner: QWidget, plans: tuple[ActionPlan, ...]) -> None:
        self._actions: dict[str, QAction] = {}
        for plan in plans:
            action = QAction(plan.text, owner)
            action.setObjectName(plan.name)
            action.setToolTip(plan.tip)
            action.setStatusTip(plan.tip)
            action.setShortcuts([QKeySequence(key) for key in plan.keys])
            if plan.icon:
                action.setIcon(look.icon(plan.icon))
            owner.addAction(action)
            self._actions[plan.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def on(self, name: str, does: Callable[[], object]) -> None:
        """Connect an action."""
        self._actions[name].triggered.connect(lambda _checked=False: does())

    def all(self) -> tuple[QAction, ...]:
        """Every action, in the order of the table."""
        return tuple(self._actions.values())
