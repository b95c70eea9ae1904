"""The families of advice: one file each, with a function `advice(case)`."""
