# Letters: subject (what), body (why and effect), button.
letter-foot = You get this e-mail from Kopru because of your account there. You can't answer it.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

verify-email-subject = Confirm your e-mail address
verify-email-body =
    Type this code where you signed up, or use the button. It is good for a short time only.

    If you did not sign up, leave it: nothing happens.
verify-email-button = Confirm the address

account-exists-subject = You have an account already
account-exists-body =
    Someone signed up for Kopru with this address, most likely you. There is an account for it, so none was made.

    Sign in, or choose a new password there. If it was not you, leave it: nothing has changed.
account-exists-button = Sign in

reset-password-subject = Choose a new password
reset-password-body =
    You asked for a new password. The button works once, and for a short time only.

    If you did not ask, leave it: your password stays as it is.
reset-password-button = Choose a password

password-changed-subject = Your password was changed
password-changed-body =
    From now on only the new one is good, and you are signed out everywhere else.

    If it was not you, choose another one at once.
password-changed-button = Choose another password

invitation-subject = { $by } invites you to { $tenant }
invitation-body =
    { $tenant } uses Kopru to let orders, customers and products flow between its shop and its CRM. Take up the invitation to work there, too.

    If you don't know { $by }, leave it: nothing happens.
invitation-button = Take up the invitation

trial-ending-subject = Your trial ends on { $day }
trial-ending-body = Then flows pause; changes are kept for 30 days and nothing is deleted. One click goes on where they stopped.
trial-ending-button = Choose a plan

trial-ended-subject = Your trial has ended: flows pause
trial-ended-body = Changes in your shop are still received and kept for 30 days, and nothing is deleted. As soon as you choose a plan, all of it is sent.
trial-ended-button = Choose a plan

package-bought-subject = Thank you for the set-up package
package-bought-body =
    Your order is with our experts. Next, choose a time for the video meeting.

    The page of the order shows what we do and what you can prepare.
package-bought-button = Choose a time

meeting-booked-subject = Video meeting on { $moment }
meeting-booked-body = { $expert } meets you on { $moment }. The page of the order has the link, and lets you move or cancel the meeting.
meeting-booked-button = Look at the meeting

fact-tenant = Company
fact-since = Since
fact-detail = What happened
fact-remote-words = What the other side said
fact-delivered = Delivered
fact-failed = Failed

alert-raised-subject = { $title }
alert-raised-body =
    { $why }

    { $cure }
alert-raised-button = { $button }
alert-raised-foot = You get this because alerts of { $tenant } come to you by e-mail. Which ones, and when, you choose in Kopru under Alerts, Channels.

alert-over-subject = Over: { $title }
alert-over-body = This has ended, and what waited is being sent. There is nothing left to do.
alert-over-button = Look at the alert
alert-over-foot = You get this because alerts of { $tenant } come to you by e-mail. Which ones, and when, you choose in Kopru under Alerts, Channels.

while-quiet-subject = { $count ->
    [one] { $n } alert came in your quiet hours
   *[other] { $n } alerts came in your quiet hours
}
while-quiet-body = They are still open at { $tenant }:
while-quiet-button = Look at the alerts

digest-subject = { $count ->
    [0] { $tenant }: { $delivered } records, nothing needs you
    [one] { $tenant }: { $delivered } records, { $n } alert open
   *[other] { $tenant }: { $delivered } records, { $n } alerts open
}
digest-body = { $count ->
    [0] All flows run. This is what went through since the last digest.
   *[other] This is what went through since the last digest, and what still needs a person.
}
digest-button = Open the overview

alert-test-subject = Test: alerts of { $tenant } reach you
alert-test-body = This is how an alert comes: what happened, why, what it means for your records, and one button to what mends it.
alert-test-button = Look at the channels

channel-test = Test: alerts of { $tenant } arrive here.
channel-over = Over: { $title }

order-arrived-subject = New order: { $tenant } bought the set-up package
order-arrived-body = { $buyer } bought it just now. Call or write within one working day.
order-arrived-button = Open the order

order-message-subject = { $author } wrote about your set-up package
order-message-body = Read the message and answer it on the page of the order.
order-message-button = Read the message

payment-refused-subject = A payment for { $tenant } was refused
payment-refused-body =
    Nothing is switched off today: we try again for some days, and your flows go on.

    Choose another card, or ask your bank why it said no.
payment-refused-button = Choose another card
