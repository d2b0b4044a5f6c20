"""Where the packaged program begins. From source ``python -m pos_app`` does.

Beside the commands it has to know two things that Python's ``multiprocessing`` asks of its interpreter, since
here the program is the interpreter: to be a worker of a simulation, and to be the process that cleans up after them.
"""

import sys

_TRACKER = "from multiprocessing.resource_tracker import main;main("


def _works_for_another() -> bool:
    """Do what ``multiprocessing`` started this process for; False where a person or the till started it."""
    words = sys.argv[1:]
    if words[:1] == ["--multiprocessing-fork"]:
        from multiprocessing.spawn import freeze_support

        freeze_support()
        return True
    if words[-2:-1] == ["-c"] and words[-1].startswith(_TRACKER):
        from multiprocessing.resource_tracker import main as track

        track(int(words[-1].removeprefix(_TRACKER).removesuffix(")")))
        return True
    return False


if __name__ == "__main__":
    del __file__  # a worker would look for it on the disk, and there is no such file
    if not _works_for_another():
        if (
            sys.platform == "win32"
            and len(sys.argv) == 1
            and sys.executable.lower().endswith("trofast-till.exe")
        ):
            sys.argv.append("till")  # the program behind the icon
        from pos_app.__main__ import main

        main()
