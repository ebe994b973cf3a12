"""What several lessons show: one gate at a time, the half-life of a memory, recall after a delay.

Imports all but the lessons.
"""
