# Signing in, the second factor, a forgotten password.
sign-in-title = Sign in
sign-in-do = Sign in
sign-in-wrong = That e-mail address and password don't belong together. Try again.
sign-in-forgotten = Forgotten your password?
sign-in-sign-up = Create an account
second-factor-title = One more thing
second-factor-passkey-do = Use a passkey
second-factor-passkey-needs-script = Passkeys need JavaScript, which is off in this browser.
second-factor-passkey-refused = The passkey was not accepted, or the question was cancelled. Try again, or use another way.
second-factor-code = Code from your authenticator app
second-factor-code-hint = Six digits that change every half minute.
second-factor-code-wrong = This code is wrong, too old or was used before. Wait for the next one.
second-factor-recovery = I have neither at hand
second-factor-recovery-label = Recovery code
second-factor-recovery-hint = One of the ten that you kept when you set this up. Each works once.
second-factor-recovery-wrong = This is none of your unused recovery codes.
second-factor-trust = Don't ask again in this browser for 30 days
second-factor-other = Sign in as someone else
forgotten-title = Forgotten password
forgotten-lead = Tell us your address, and we send a link with which you choose a new one.
forgotten-do = Send the link
forgotten-sent = If there is an account, an e-mail is on its way.
forgotten-sent-words = The link in it works once, for 30 minutes. If none comes, look in the spam folder and check the address.
forgotten-back = Back to signing in
reset-title = Choose a new password
reset-lead = You are signed out everywhere else once it is changed.
reset-do = Change password
reset-gone-title = This link has had its time
reset-gone-words = It was used, or is older than 30 minutes, or a newer one was sent. Your password is as it was.
reset-gone-do = Send a new link
reset-done-title = Your password is changed
reset-done-ended = { $count ->
    [one] One other session was ended. Sign in with the new password.
   *[other] { $n } other sessions were ended. Sign in with the new password.
}
reset-done-none = Nobody was signed in elsewhere. Sign in with the new password.
