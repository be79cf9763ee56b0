# Members, roles, invitations.
role-owner = Owner
role-admin = Admin
role-editor = Editor
role-viewer = Viewer
role-billing = Billing
role-expert = Expert
role-owner-words = Everything, up to deleting the company here.
role-admin-words = Everything but naming owners and deleting the company here.
role-editor-words = Connections, flows, mappings and sending again.
role-viewer-words = Looks at everything, changes nothing.
role-billing-words = Looks at everything, chooses plans and pays.
role-expert-words = One of our experts, for a time: works as an editor, and each act is marked.
may-see = Look
may-edit = Change flows
may-manage = Manage the team
may-pay = Pay
may-own = Delete all
team-members = Members
team-member = Member
team-role = Role
team-role-of = Role of { $email }
team-since = Since
team-you = You
team-until = until { $day }
team-leave = Leave
team-remove-whom = Remove { $email }
team-remove-title = Remove a member
team-remove-words = They are out with their next click. Flows go on as they are; what they did stays in the audit log.
team-remove-do = Remove from the team
team-leave-title = Leave { $tenant }
team-leave-words = You see nothing of this company any more. Someone can invite you again.
team-authorised = { $count ->
    [one] One connection was authorised by this person.
   *[other] { $n } connections were authorised by this person.
}
team-authorised-words = It goes on working until the other system withdraws the permission, which happens when the person's account there is closed. Open it and ask a colleague to authorise it anew.
team-left-title = { $count ->
    [one] One connection rests on someone who left
   *[other] { $n } connections rest on people who left
}
team-left-words = They stop when those people's accounts in the other system are closed. Open each, and ask a colleague to authorise it anew.
team-invite = Invite someone
team-invite-do = Send invitation
team-access = Access
team-access-hint = An expert's access always ends by itself.
team-access-lasting = Until it is taken away
team-access-days = { $count ->
    [one] For one day
   *[other] For { $n } days
}
team-letter-language = Language of the e-mail
team-invitations = Invitations
team-only-you = Only you so far. Invite whoever looks after the shop or the CRM.
team-no-invitations = No invitation is open.
team-letter-sent = e-mail of { $at }
team-invitation-until = open until { $day }
team-invitation-over = ran out
team-resend = Send again
team-revoke = Take back
team-invited = An invitation is on its way to { $email }.
team-invited-already = This address is invited already or is a member. Send the e-mail again in the list beside.
team-resent-already = An e-mail went out within the last minute.
team-revoked = The invitation of { $email } is taken back.
team-removed = { $email } is no member any more.
team-role-changed = The role of { $email } is now: { $role }.
team-role-wrong = Choose a role that you may give.
team-expert-needs-days = Choose when the expert's access ends.
team-owner-lasts = An owner's place has no end. Choose "Until it is taken away".
team-expert-invited = Experts are invited, so that their access ends by itself.
team-last-owner = A company needs an owner. Name another one first.
team-factor-title = Second factor for everyone
team-factor-words = Members without one see only the page on which they set one up.
team-factor-require = Ask everyone for it
team-factor-release = No longer ask
team-factor-required = Required
team-factor-on = Each member needs a second factor now.
team-factor-off = A second factor is up to each member now.
team-factor-own-first = Set up your own second factor first, or you would lock yourself out.
team-factor-has = On
team-factor-none = Off
team-roles = What each role may do
invitation-title = Invitation
invitation-to = Work with { $tenant }
invitation-by = { $by } invites you. Your role: { $role }.
invitation-days = { $count ->
    [one] The access ends after one day.
   *[other] The access ends after { $n } days.
}
invitation-join = Join
invitation-joined = You are a member of { $tenant } now.
invitation-other = You are signed in as { $email }, but { $invited } is invited. Sign out and open the link again.
invitation-has-account = There is an account for { $email }. Sign in, and you are there.
invitation-sign-in = Sign in and join
invitation-new = Choose a password for { $email }, and your account is ready.
invitation-gone-title = This invitation is closed
invitation-gone-words = It was taken up, taken back, or is older than seven days. Ask whoever invited you to send it again.
