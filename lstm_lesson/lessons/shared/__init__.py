"""What lessons share: the six equations of a step, one gate at a time, challenges, half-lives, recall after a delay.

Imports all but the lessons.
"""
