"""How a design runs: torch modules, weights and devices."""
