"""The style sheet, made from the tokens: only for what Qt itself draws (fields, lists, scroll bars).

Everything else paints itself; a small sheet is cheap to apply to every new widget.
"""

from __future__ import annotations

from pos_app.ui.theme import Theme

_SHEET = """
QWidget#till {{ background: {background}; }}
QLineEdit {{ background: transparent; border: none; color: {ink}; placeholder-text-color: {soft};
    selection-background-color: {selected}; selection-color: {on_selected}; }}
QLineEdit[boxed="true"] {{ background: {panel}; border: {hair}px solid {line}; border-radius: {radius}px;
    padding: 0 {pad}px; min-height: {field}px; }}
QLineEdit[boxed="true"]:focus {{ border: {edge}px solid {action}; }}
QListView {{ background: transparent; border: none; outline: none; }}
QTextBrowser {{ background: transparent; border: none; color: {ink}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: {knob}px; min-height: {field}px;
    margin: 0 {gap}px 0 {gap}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {panel}; color: {ink}; border: {hair}px solid {line}; }}
"""


def sheet(theme: Theme) -> str:
    """The style sheet of the whole window for that theme."""
    measures = {
        "hair": 1,
        "edge": theme.px(2),
        "radius": theme.px(10),
        "pad": theme.px(12),
        "field": theme.px(48),
        "bar": theme.px(14),
        "knob": theme.px(4),
        "gap": theme.px(3),
    }
    return _SHEET.format(**theme.palette.roles(), **measures)
