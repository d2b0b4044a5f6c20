"""The store's hub: while only the outside line is down, the store's tills share its leases over the shop's own network.

It keeps leases as a till does, hands out parts of them to the tills of its store, and never forwards a sale.
"""
