"""Writes the reference pages from the code: docstrings, settings models, and a synthesis of the examples.

It stands beside the pages and not among the components, because it runs the program as the tests do.
"""
