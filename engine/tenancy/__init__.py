"""Which tenants there are, who may sign in to them, and what keeps them whole."""
