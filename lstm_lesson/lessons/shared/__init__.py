"""What several lessons show: the six equations of a step, one gate at a time, the half-life of a memory, recall after a delay.

Imports all but the lessons.
"""
