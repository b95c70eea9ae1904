"""The sample consumer of the messaging pattern: as a Lambda function, or as a worker that runs elsewhere."""
