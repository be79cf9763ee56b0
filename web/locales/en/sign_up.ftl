# Signing up, and confirming the address.
sign-up-title = Create your account
sign-up-lead = Free for 14 days from your first flow, no card. It takes a minute.
sign-up-company-hint = As your colleagues know it.
sign-up-company-missing = Say what your company is called.
sign-up-time-zone-hint = Days in lists and charts begin at its midnight.
sign-up-terms = I agree to the terms
sign-up-terms-read = Read the terms
sign-up-privacy-read = How we treat data
sign-up-terms-missing = Without this we can't make an account.
sign-up-do = Create account
sign-up-have-account = You have an account?
field-email = E-mail address
field-password = Password
field-new-password = New password
field-company = Company
field-name = Name
field-time-zone = Time zone
time-zone-wrong = Choose a time zone from the list.
email-wrong = This can't be an e-mail address. Check it for a missing @ or dot.
too-long = Use { $most } characters at most.
password-hint = At least { $least } characters. A few words in a row are strong and easy to remember.
password-show = Show
password-hide = Hide
password-level-short = Too short
password-level-fair = Fair
password-level-good = Good
password-level-strong = Strong
password-too-short = Use at least { $least } characters.
password-too-long = Use { $most } characters at most.
password-breached = This password, or its core, is among those that were stolen elsewhere and are tried first. Choose another.
password-pattern = This is a pattern that is soon guessed. Mix in a word or two.
password-personal = Your address or company makes up most of this. Add words that nobody connects with you.
code-title = Check your e-mail
code-lead = We sent six digits to { $email }. Type them here.
code-label = Six digits
code-hint = The e-mail comes within a minute. Look in the spam folder, too.
code-do = Confirm
code-shape = Type the six digits of the e-mail.
code-wrong = { $count ->
    [0] These are not the digits of the latest e-mail. Ask for another e-mail.
    [one] These are not the digits of the latest e-mail. One try is left.
   *[other] These are not the digits of the latest e-mail. { $n } tries are left.
}
code-no-tries = There were too many tries. Ask for another e-mail.
code-resend = Send another e-mail
code-resend-wait = { $count ->
    [one] Possible in one second.
   *[other] Possible in { $n } seconds.
}
code-no-more-letters = We sent five e-mails to this address. If none came, it may be wrong.
code-other-address = Wrong address?
code-begin-again = Begin again
verify-title = Confirm your address
verify-lead = You signed up with { $email }. One click, and your account is ready.
verify-do = Confirm and go on
verify-gone-title = This way in is closed
verify-gone-words = The code or link was used or is too old. If you confirmed your address, sign in; if not, sign up once more, it takes a minute.
guesses-wait-seconds = { $count ->
    [one] Too many tries. The next is possible in one second.
   *[other] Too many tries. The next is possible in { $n } seconds.
}
guesses-wait-minutes = Too many tries. The next is possible in { $n } minutes.
