"""What takes too long for a class: tasks, runs, their recordings beside the code, and statistics.

`python -m lstm_lesson.studies.NAME` measures a recording anew; with words of a row's name after it, such rows alone;
with the word "again" a small part, to compare. Imports training and below.
"""
