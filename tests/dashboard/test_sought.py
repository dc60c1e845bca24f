"""A box is told of the session what Streamlit would have told it."""

import pytest
from streamlit.runtime.state import safe_session_state
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from dashboard import sought


@pytest.fixture
def state(monkeypatch):
    monkeypatch.setattr(SafeSessionState, sought.NAME, getattr(SafeSessionState, sought.NAME))
    found = SafeSessionState(SessionState(), lambda: None)
    found["chosen"], found["none"] = "360000", None
    return found


def test_values_looked_up_alone_are_those_of_the_whole_session(state):
    whole = state.filtered_state
    sought.look_up_alone()
    sought.look_up_alone()
    told = state.filtered_state
    assert isinstance(told, sought.Values) and not isinstance(whole, sought.Values)
    assert dict(told) == dict(whole) == {"chosen": "360000", "none": None} and len(told) == 2
    assert "none" in told and told["none"] is None and "never" not in told


def test_a_version_without_that_name_is_left_alone(monkeypatch):
    monkeypatch.delattr(SafeSessionState, sought.NAME)
    sought.look_up_alone()
    assert not hasattr(SafeSessionState, sought.NAME)
    monkeypatch.delattr(safe_session_state, "SafeSessionState")
    sought.look_up_alone()
