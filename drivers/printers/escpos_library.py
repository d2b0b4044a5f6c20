"""Brings python-escpos in, once, without what its import does to a process.

On import the library reads a database of printer models (a third of a second), keeps a copy of it in a new
temporary folder that it never removes, and gives the root logger a handler. Our own profiles make the
database unnecessary, so it gets one neutral entry to read instead; the folder and the handler are taken
away again.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

_NEUTRAL_MODEL = {
    "profiles": {
        "default": {
            "name": "neutral",
            "notes": "",
            "vendor": "",
            "codePages": {"0": "CP437"},
            "features": {"paperFullCut": True, "paperPartCut": True, "barcodeB": True, "qrCode": True},
            "fonts": {"0": {"name": "Font A", "columns": 48}},
            "colors": {"0": "black"},
            "media": {},
        }
    },
    "encodings": {"CP437": {"name": "CP437", "python_encode": "cp437"}},
}
_FILE_VARIABLE = "ESCPOS_CAPABILITIES_FILE"

_importing = threading.Lock()
_module: ModuleType | None = None


def new_command_buffer() -> Any:
    """A python-escpos printer that only collects the bytes of its commands; `output` holds them."""
    return _library().Dummy()


def _library() -> ModuleType:
    global _module  # noqa: PLW0603 - a module is imported once for a process
    with _importing:
        if _module is None:
            _module = _import_tidily()
        return _module


def _import_tidily() -> ModuleType:
    handlers = list(logging.root.handlers)
    before = os.environ.get(_FILE_VARIABLE)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "models.json"
        model.write_text(json.dumps(_NEUTRAL_MODEL), encoding="utf-8")
        os.environ[_FILE_VARIABLE] = str(model)
        try:
            import escpos.capabilities
            import escpos.printer
        finally:
            if before is None:
                del os.environ[_FILE_VARIABLE]
            else:
                os.environ[_FILE_VARIABLE] = before
    for handler in [handler for handler in logging.root.handlers if handler not in handlers]:
        logging.root.removeHandler(handler)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    module: ModuleType = escpos.printer
    return module
