"""From what was heard of the network to page.wacz, and to what the record says of it."""

import tempfile
from typing import IO, NamedTuple

from capture.archive.notes import certificates_of, connections_of, summary_of
from capture.archive.redaction import Redactor
from capture.archive.wacz import ArchivedPage, write_wacz
from capture.models.exchange import Recording
from capture.models.record import Network


class Packed(NamedTuple):
    """A finished page.wacz, in a file that has no name yet."""

    file: IO[bytes]
    network: Network
    """What the record says, the archive included."""


def pack(recording: Recording, network: Network, page: ArchivedPage, *, redactor: Redactor | None) -> Packed:
    """Write the archive, without secrets unless there is no `redactor`; `network` is what is known already.

    The file is the caller's to close. Raises `OSError` if the disk is full.
    """
    if redactor:
        recording = redactor.recording(recording)
    file = tempfile.TemporaryFile(prefix="capture-wacz-")  # noqa: SIM115  # closed by the caller
    try:
        contents = write_wacz(file, recording, page)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    told = {
        "connections": connections_of(recording),
        "certificates": certificates_of(recording),
        "archive": summary_of(recording, records=contents.records),
    }
    return Packed(file, network.model_copy(update=told))


def without_secrets(network: Network, redactor: Redactor | None) -> Network:
    """`network` as it may be published."""
    if redactor is None:
        return network
    headers = redactor.fields(network.headers)
    return network.model_copy(update={"headers": headers, "redaction": redactor.redaction})
