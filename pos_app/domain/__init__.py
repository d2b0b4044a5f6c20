"""What a shop knows, and nothing about machines: money, goods, baskets, tax, tenders, sales, receipts, loyalty.

Everything here is pure. No clock, no files, no network, no randomness, no float: whatever a rule needs
is handed to it, so the till, the server and the simulator always agree, today and years later.
"""
