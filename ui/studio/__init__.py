"""The Studio: where admins change metadata; everything collects in a draft until it is applied."""
