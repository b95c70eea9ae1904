"""The preparation of the database of the microservices-platform pattern."""
