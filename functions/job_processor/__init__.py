"""The asynchronous processor of the microservices-platform pattern."""
