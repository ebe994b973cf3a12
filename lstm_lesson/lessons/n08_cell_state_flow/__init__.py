"""How do weights become gates, and gates become memory? (notebook 08)"""
