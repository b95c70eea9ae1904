"""Cost facts and pure functions over them. Imports neither pulumi nor boto3, nor anything else of the project."""
