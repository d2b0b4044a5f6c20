"""The cashier application."""
