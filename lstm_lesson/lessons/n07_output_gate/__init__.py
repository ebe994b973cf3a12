"""Why is what the cell knows not what it says? (notebook 07)"""
