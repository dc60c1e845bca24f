"""The least a Streamlit page can do: the unit the pages' server times are compared with."""

import streamlit as st

st.html("<p>ready</p>")
