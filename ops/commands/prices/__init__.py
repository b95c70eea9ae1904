"""The price book: is it in order, what does AWS say now."""
