"""The pictures: functions that draw on given matplotlib axes; they know nothing of widgets."""
