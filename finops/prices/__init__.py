"""The price book: what AWS lists for one unit of a thing, with the source and the date of every figure.

`us-east-1.json` holds the rows, `us-east-1.ec2.json` one price per EC2 instance type. Prices are list prices in USD,
before tax, free tier and discounts. A region without a book has no prices: figures of one region never serve another.
"""

from finops.prices.book import NotPriced, PriceBook, Row, Tier, load, regions

__all__ = ["NotPriced", "PriceBook", "Row", "Tier", "load", "regions"]
