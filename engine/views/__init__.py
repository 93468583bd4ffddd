"""Resolves what to show to one actor: navigation, lists, layouts, boards, marks; ui draws them."""
