"""What does the forget gate forget? (notebook 05)"""
