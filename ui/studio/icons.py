"""The icon of each kind of component."""

ICONS = {
    "object": "box", "field": "text", "layout": "layout", "list_view": "list", "app": "menu",
    "role": "team", "permission_set": "shield", "validation_rule": "check",
    "option_set": "pick", "record_type": "tag", "settings": "setup", "calendar": "cal",
    "import_map": "upload",
}  # fmt: skip
