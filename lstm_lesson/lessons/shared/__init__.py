"""What lessons share: the six equations, one gate at a time, challenges, half-lives, recall after a delay.

Imports all but the lessons.
"""
