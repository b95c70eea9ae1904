"""Restaurants of the food delivery: asked whether they cook, told what became of an order."""
