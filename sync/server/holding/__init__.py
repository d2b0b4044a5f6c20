"""What a till has kept for a sale before it is paid: points, gift-card money, things that are used up."""
