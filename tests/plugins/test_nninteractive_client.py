"""The nnInteractive wrapper with the REAL client package, against a STAND-IN server that speaks its HTTP protocol.

The server's network is not there: a click is answered with the box of voxels around it, cut out and packed as the real
server packs its answers (protocol of nninteractive-client 2.5/2.6).
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.plugins.manager import OsteoPlugins
from osteokit.segmentation.seeds import Seed

pytestmark = pytest.mark.service("nninteractive-client")

CAPABILITIES = {
    "supported_interactions": {"points": True},
    "channel_mapping": {},
    "num_interaction_channels": 7,
    "supports_initial_label": True,
    "supports_zero_shot_label_refinement": False,
    "preferred_scribble_thickness": [2, 2, 2],
    "interaction_decay": 0.9,
    "inference_session_version": 2,
    "license": "CC BY-NC-SA 4.0",
    "do_autozoom": True,
}


class Server:
    """One session's state, and what it was asked."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.asked: list[tuple[str, dict]] = []
        self.image: np.ndarray | None = None
        self.target = np.zeros((0, 0, 0), dtype=np.uint8)

    def answer(self, path: str, meta: dict, body: bytes) -> tuple[dict, bytes]:
        from nnInteractive.inference.remote.serialization import pack_array, unpack_array

        self.asked.append((path, meta))
        match path:
            case "/claim":
                return {"lease_token": "t", "idle_timeout_seconds": 600, "liveness_timeout_seconds": 0}, b""
            case "/capabilities":
                return CAPABILITIES, b""
            case "/set_image":
                self.image = unpack_array(body)
                return {"original_image_shape": list(self.image.shape)}, b""
            case "/set_target_buffer":
                self.target = np.zeros(meta["shape"], dtype=meta["dtype"])
            case "/reset_interactions":
                self.target.fill(0)
            case "/add_point_interaction" if meta["run_prediction"]:
                box = [
                    [max(c - 3, 0), min(c + 4, n)] for c, n in zip(meta["coordinates"], self.target.shape, strict=True)
                ]
                place = tuple(slice(*b) for b in box)
                self.target[place] = 1
                return {"ran_prediction": True, "bbox": box}, pack_array(self.target[place])
        return {}, b""


@contextmanager
def serving(server: Server) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            meta = json.loads(self.headers.get("X-Meta") or (body if body[:1] == b"{" else b"") or "{}")
            allowed = self.headers.get("Authorization") == f"Bearer {server.key}"
            said, data = server.answer(self.path, meta, body) if allowed else ({"detail": "Invalid bearer token"}, b"")
            self.send_response(200 if allowed else 401)
            if data:
                self.send_header("X-Meta", json.dumps(said))
            content = data or json.dumps(said).encode()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()


@pytest.fixture
def segmenter(example_plugins):
    return next(s for s in OsteoPlugins(example_plugins).segmenters() if s.name == "nninteractive")


def at(volume, key: str, k: int, j: int, i: int) -> Seed:
    return Seed(key, (volume.ijk_to_ras @ [i, j, k, 1.0])[None, :3])


def test_clicks_become_bones_through_the_real_client(segmenter, volume, monkeypatch):
    server = Server("the key")
    with serving(server) as url:
        monkeypatch.setenv("OSTEO_NNINTERACTIVE_URL", url)
        monkeypatch.setenv("NN_INTERACTIVE_API_KEY", "the key")
        assert segmenter.available() == ""
        seeds = [at(volume, "femur_right", 20, 25, 10), at(volume, "femur_left", 22, 25, 50)]
        seg = segmenter.run(volume, seeds=seeds)
    truth = np.zeros(volume.voxels.shape, dtype=bool)
    truth[19:26, 22:29, 47:54] = True
    assert np.array_equal(seg.mask("femur_left"), truth)
    assert {s.key for s in seg.segments} == {"femur_left", "femur_right"} and not any(s.warnings for s in seg.segments)
    assert np.array_equal(server.image, volume.voxels[None])
    assert [path for path, _ in server.asked][-1] == "/release"
    clicks = [(m["coordinates"], m["include_interaction"]) for p, m in server.asked if p == "/add_point_interaction"]
    assert clicks == [([22, 25, 50], False), ([20, 25, 10], True), ([20, 25, 10], False), ([22, 25, 50], True)]


def test_a_wrong_key_and_a_server_that_is_gone_are_one_sentence(segmenter, volume, monkeypatch):
    monkeypatch.setenv("NN_INTERACTIVE_API_KEY", "wrong")
    with serving(Server("the key")) as url:
        monkeypatch.setenv("OSTEO_NNINTERACTIVE_URL", url)
        with pytest.raises(OsteoError, match=r"nnInteractive server .* failed: .*401"):
            segmenter.run(volume, seeds=[at(volume, "sacrum", 20, 25, 10)])
    with pytest.raises(OsteoError, match=r"nnInteractive server .* failed: ConnectError"):
        segmenter.run(volume, seeds=[at(volume, "sacrum", 20, 25, 10)])
