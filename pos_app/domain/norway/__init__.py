"""What Norway asks of a till's books: the country package that the others are made after.

``README.md`` beside this file is the system description: what the regulation asks, where it is done, what is absent on
purpose. Nothing here is asked for a store in another country.
"""
