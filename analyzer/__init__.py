"""NovaFlow: OpenStack Nova operations, reconstructed from logs and held against reference flows."""
