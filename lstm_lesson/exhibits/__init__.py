"""The live pictures of the notebooks, each a function that makes one."""

from lstm_lesson.exhibits.cell_state_flow import cell_state_flow, flow_settings

__all__ = ["cell_state_flow", "flow_settings"]
