"""Serving the hub with uvicorn."""

import socket
from collections.abc import Callable

import uvicorn

from osteohub.app import create_app
from osteohub.hub import Hub
from osteokit.base.errors import OsteoError


def serve(hub: Hub, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serve until interrupted; ``told`` is called with the address once it listens.

    Raises
    ------
    OsteoError
        The port is taken or forbidden.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # so that whoever is told the address can come at once
    except OSError as error:
        listener.close()
        raise OsteoError(f"Port {port} of {host} cannot be listened on ({error.strerror}); choose another.") from error
    config = uvicorn.Config(create_app(hub), log_level="warning", access_log=False, server_header=False)
    try:
        hub.start()
        told(f"http://{host}:{listener.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        hub.close()
