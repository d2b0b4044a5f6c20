"""How many examples a slow property tries: few in a run of everything, as many as the profile says when one looks
deep.
"""

from __future__ import annotations

from hypothesis import settings

_DEEP = 1000


def examples(few: int) -> int:
    """``few`` examples for a property that is slow, unless the profile wants to look for rare cases."""
    wanted = settings.get_profile(settings.get_current_profile_name()).max_examples
    return wanted if wanted >= _DEEP else few
