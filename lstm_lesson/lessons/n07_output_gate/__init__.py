"""Why doesn't a cell show all that it holds? (notebook 07)"""
