"""What is remembered of Streamlit's own work is what Streamlit would have worked out."""

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from dashboard import once

SECTIONS = ["theme", *(f"theme.{c.value}" for c in config.CustomThemeCategories)]


@pytest.fixture
def wrapped(monkeypatch):
    told = app_session._populate_theme_msg
    monkeypatch.setattr(app_session, once.NAME, told)
    once.tell_theme_once()
    once.tell_theme_once()
    assert app_session._populate_theme_msg.__wrapped__ is told
    return told


@pytest.mark.parametrize("section", SECTIONS)
def test_each_part_of_the_theme_is_told_as_streamlit_tells_it_every_time(wrapped, section):
    for _ in range(2):
        first, again = CustomThemeConfig(), CustomThemeConfig()
        wrapped(first.light, section)
        app_session._populate_theme_msg(again.light, section)
        assert first == again and first.HasField("light") == again.HasField("light")


def test_a_version_without_that_function_is_left_alone(monkeypatch):
    monkeypatch.delattr(app_session, once.NAME)
    once.tell_theme_once()
    assert not hasattr(app_session, once.NAME)


def test_no_package_here_brings_components_so_that_none_need_be_looked_for(monkeypatch):
    scan = manifest_scanner.scan_component_manifests
    found = getattr(scan, "__wrapped__", scan)()
    assert found == []
    monkeypatch.setattr(manifest_scanner, once.SCAN, scan)
    once.look_for_no_components()
    once.look_for_no_components()
    assert manifest_scanner.scan_component_manifests() == [] == manifest_scanner.scan_component_manifests(max_workers=2)
