"""AWS as the unit tests see it: tables from resource token to outputs, and from data source to answer."""
