# A person's own account.
proof-title = Give your password once more
proof-lead = What comes next concerns the safety of your account or your company's data, and you gave your password more than 15 minutes ago.
proof-wrong = This is not your password.
