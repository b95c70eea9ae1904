"""What the network lets in, and how traffic is protected."""
