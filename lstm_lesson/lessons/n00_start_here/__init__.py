"""What will I be able to do, and how do I read the pictures? (notebook 00)"""
