"""Changing the till's key: made here, put in force by the server, used from then on; one that works is always there.

The steps: the new key lies beside the old one on the disk; the server is asked, signed by the old one; the new one
takes the old one's place (one rename); the server is asked again, signed by the new one, and the old one dies. Broken
off anywhere, the till goes on with the old key, which the server takes for a day, or with whichever of the two files it
takes (:func:`~sync.client.keys.other_key`); and the next change goes on from where this one stopped.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from sync.client.keys import DeviceKey, make_key, next_key_file, promote, read_key
from sync.client.place import Place
from sync.protocol.v1.key_messages import NewKey, proof_bytes


def change_key(place: Place, key_file: Path) -> DeviceKey:
    """Put a new key in the place of the one in ``key_file``. Raises :class:`~sync.client.trouble.SyncTrouble`, and
    :class:`~sync.client.keys.KeyTrouble`; then the till works as before, and it may be tried again.
    """
    aside = next_key_file(key_file)
    new = read_key(aside) if aside.exists() else make_key(aside)
    asyncio.run(_tell(replace(place, key=read_key(key_file), key_file=key_file), new))
    promote(key_file)
    asyncio.run(_tell(replace(place, key=new, key_file=None), new))
    return new


async def _tell(place: Place, new: DeviceKey) -> None:
    signer = place.signer()
    central = place.central(signer)
    proof = new.sign(proof_bytes(place.company_id, place.till_id, new.public_key))
    try:
        await central.new_key(NewKey(public_key=new.public_key, proof=proof))
    finally:
        await central.close()
