"""The Pulumi engine of this project: the CLI, a Python language host, simulated commands, the demo.

With the official Pulumi distribution and a real account nothing of this package is needed.
"""
