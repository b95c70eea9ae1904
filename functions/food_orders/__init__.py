"""Orders of the food delivery: taken from customers, moved on by the delivery workflow."""
