"""What takes too long for a class: tasks, runs, their recordings beside the code, and statistics.

Imports training and below.
"""
