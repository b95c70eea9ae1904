"""Running a stack's program without an engine, a provider or AWS: what it asks for, as plain data.

Pulumi's side is a Python object (`monitor`), AWS's side are tables of what a created resource and a data source answer
(`aws/`). Tests read the result; `python -m synthesis STACK` prints it for `quoin`, which never imports pulumi_aws.
"""
