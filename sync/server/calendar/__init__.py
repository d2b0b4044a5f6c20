"""What days bring by the server's clock: expiry, tiers, terms, rewards, birthdays."""
