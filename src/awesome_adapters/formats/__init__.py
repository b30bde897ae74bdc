"""The outputs: each module makes documents of the catalogue and touches nothing."""
