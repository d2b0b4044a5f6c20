"""What tests stand on: builders and fakes shared by all of them."""
