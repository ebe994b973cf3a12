"""One room per notebook, each with all that only it needs; what two of them share lies in shared/.

No lesson imports another.
"""
