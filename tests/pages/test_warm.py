"""Reading ahead never keeps the server from starting: the page that is in trouble says so, the others stand."""

from dashboard.reads import ahead, warm
from tests import tiny


def test_a_read_that_fails_leaves_the_server_to_its_readers(tmp_path, monkeypatch, caplog):
    tiny.publish_tiny(tmp_path)
    monkeypatch.setenv("XINHENG_HOME", str(tmp_path))

    def broken(scope):
        raise RuntimeError("no such column")

    after = []
    monkeypatch.setattr(warm, "OVERVIEW", (broken, after.append))
    warm.front()
    ahead.rest()
    assert len(after) == 1  # the pages behind it are read ahead all the same
    assert "could not read ahead" in caplog.text and "no such column" in caplog.text
