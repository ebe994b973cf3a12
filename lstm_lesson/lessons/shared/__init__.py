"""What several lessons show: the six equations, one gate at a time, the half-life of a memory, recall.

Imports all but the lessons.
"""
