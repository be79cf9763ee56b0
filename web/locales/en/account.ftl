# A person's own account.
proof-title = Give your password once more
proof-lead = What comes next concerns the safety of your account or your company's data, and you gave your password more than 15 minutes ago.
proof-wrong = This is not your password.
account-you = You
account-name-hint = So colleagues see a name in lists and e-mails.
account-zone-of-tenant = As the company's
account-safety = Safety
account-password-change = Change password
account-second-factor = Second factor
account-has-app = Authenticator app is set up.
account-passkeys = { $count ->
    [one] One passkey.
   *[other] { $n } passkeys.
}
account-recovery-codes = { $count ->
    [0] No recovery code is left.
    [one] One recovery code is left.
   *[other] { $n } recovery codes are left.
}
account-no-factor = Only your password protects this account.
account-factor-manage = Manage
account-factor-add = Set up a second factor
field-current-password = Present password
password-changed = { $count ->
    [0] Your password is changed.
    [one] Your password is changed, and one other session was ended.
   *[other] Your password is changed, and { $n } other sessions were ended.
}
sessions-title = Where you are signed in
sessions-end-others = End all others
sessions-ended = { $count ->
    [0] There was no other session.
    [one] One other session was ended.
   *[other] { $n } other sessions were ended.
}
session-device = Device
session-address = Address
session-since = Signed in
session-seen = Last seen
session-this = This one
session-end = End
session-ended = The session was ended.
session-unknown-device = Unknown device
tenants-title = Companies you belong to
tenant-here = You are here
tenant-switch = Switch
tenant-switched = You look at { $tenant } now.
tenant-led-over = This belongs to { $tenant }, so you look at that company now.
saved = Saved.
remove = Remove
yes = Yes
newest = Newest
never-used = never
second-factor-why = With a second factor, a stolen password opens nothing. A passkey is the quickest: your fingerprint, face or device PIN signs you in, and no one can phish it.
second-factor-required = { $tenant } asks each member for a second factor. Set one up here, then everything else opens.
second-factor-last = Your company asks for a second factor, so the last one stays. Add another before you remove this one.
second-factor-app-added = The authenticator app counts from now on.
second-factor-app-removed = The authenticator app is removed.
passkey = Passkey
passkeys-title = Passkeys
passkeys-lead = Fingerprint, face or a security key, on this device or another.
passkey-name = Name
passkey-name-hint = So that you know it again: "Office laptop".
passkey-add = Add a passkey
passkey-added = The passkey counts from now on.
passkey-removed = The passkey is removed.
passkey-remove = Remove { $name }
passkey-since = added { $at }
passkey-used = last used { $at }
app-title = Authenticator app
app-lead = An app on your phone shows six digits that change every half minute.
app-on = Set up
app-add = Set up an app
app-remove = Remove the app
app-scan = Scan this with your app.
app-picture = QR code for your authenticator app
app-type = Or type this key:
app-prove = The six digits that the app shows now
app-do = Confirm
recovery-title = Recovery codes
recovery-lead = For the day on which phone or device is gone. Each works once.
recovery-later = They come with your first second factor.
recovery-renew = Make new codes
recovery-once = These codes are shown this once. Print them, or keep them in your password manager.
recovery-each = Each works once. New codes make these void.
recovery-kept = I have kept them
passkeys-need-name = Browsers make passkeys only for addresses with a name. This one is a number.
account-keys = Act by single keys
account-keys-hint = For example "/" to find a record and "g r" to go to the records. "?" lists the keys of a page.
