"""Takes messages over MLLP and answers them: one after the other, in the order in which they come."""

import asyncio
import contextlib
import ipaddress
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.mllp import Deframer, framed

MOST_CONNECTIONS = 32
BEGUN_S = 30.0
"""For the rest of a message that has begun."""
IDLE_S = 3600.0

log = logging.getLogger(__name__)

Answer = Callable[[bytes], bytes | None]
"""Gives the answer to a message, or None: then the connection is closed and the other side sends again."""


class Listener:
    """
    Parameters
    ----------
    answer : callable
        Called by one thread, for one message at a time.
    peers : tuple of ip_network
        Who may connect; MLLP itself asks nobody who they are.
    tls : SSLContext, optional
    """

    def __init__(
        self,
        answer: Answer,
        peers: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._answer, self._peers, self._tls = answer, peers, tls
        self._worker = ThreadPoolExecutor(1, "hl7v2-in")
        self._open: set[asyncio.Task] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; gives the port, which the system chooses where ``port`` is 0."""
        self._server = await asyncio.start_server(self._serve, host, port, ssl=self._tls)
        return self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """No new messages; the one that is being done is answered."""
        if self._server:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await asyncio.to_thread(self._worker.shutdown)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        try:
            if not self._may(peer) or len(self._open) >= MOST_CONNECTIONS:
                log.warning("a connection was refused")
                return
            task = asyncio.current_task()
            assert task is not None
            self._open.add(task)
            try:
                await self._talk(reader, writer)
            finally:
                self._open.discard(task)
        except (Hl7Error, OSError, TimeoutError) as error:
            log.warning("a connection was closed: %s", type(error).__name__ if isinstance(error, OSError) else error)
        finally:
            writer.close()
            with contextlib.suppress(OSError, ssl.SSLError):
                await writer.wait_closed()

    def _may(self, peer) -> bool:
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in one for one in self._peers)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        deframer = Deframer()
        loop = asyncio.get_running_loop()
        while data := await asyncio.wait_for(reader.read(65536), IDLE_S if deframer.is_between else BEGUN_S):
            for content in deframer.feed(data):
                answer = await asyncio.shield(loop.run_in_executor(self._worker, self._answer, content))
                if answer is None:
                    return
                writer.write(framed(answer))
                await asyncio.wait_for(writer.drain(), BEGUN_S)
