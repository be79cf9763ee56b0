# What a company sets, takes along and erases.
settings-look-only = You may look, but not change this. An owner or admin can.
settings-general = Company
settings-name-hint = Your team and e-mails call it so.
settings-name-missing = A company needs a name.
settings-more = More
retention-title = How long contents are kept
retention-words = What came in and was sent is kept, encrypted, only so that you can look at it and send it again. Then its key is destroyed.
retention-days = { $count ->
    [one] One day
   *[other] { $n } days
}
retention-1-cost = What failed yesterday is read anew from the source before it is sent again, and "why was it sent so?" is answered for today only.
retention-3-cost = Covers a long weekend. Older records show time and outcome, without contents.
retention-7-cost = Covers a week and its mistakes. This is what most choose.
retention-14-cost = Mistakes are found and mended for two weeks.
retention-30-cost = The longest. Customers' data lie with us for a month.
retention-other-cost = As it is set now.
retention-wrong = Choose 1 to 30 days.
retention-set = { $count ->
    [one] Contents are kept for one day now.
   *[other] Contents are kept for { $n } days now.
}
tokens-title = API tokens
tokens-lead = For scripts and other programs that use Kopru's API.
token-new = New token
token-name-hint = Who or what uses it: "Warehouse script".
token-name-missing = Name the token, so that you know later who uses it.
token-until = Ends
token-days = { $count ->
    [one] After one day
   *[other] After { $n } days
}
token-lasting = When it is revoked
token-do = Make token
tokens-in-force = Tokens
tokens-none = No tokens
tokens-none-words = A token lets a script read records, start flows or apply a workspace file.
token-made = Made
token-used = Last used
token-over = Ran out:
token-revoke = Revoke
token-revoke-which = Revoke { $name }
token-revoked = The token "{ $name }" opens nothing any more.
token-made-title = Token "{ $name }"
token-once = This token is shown this once. Copy it to where it is used.
token-sample = Try it:
token-kept = I have copied it
token-shown-already = The token was made and shown already. If you did not copy it, revoke it and make another.
audit-title = Audit log
audit-lead = Who changed what, and when.
audit-csv = Download CSV
audit-filter = Only acts of
audit-filter-do = Filter
audit-filter-clear = Show all
audit-none = Nothing to show
audit-none-words = Every change of flows, mappings, connections, members and settings appears here.
audit-act = What happened
audit-what = To what
audit-change = From → to
audit-who = Who
audit-when = When
workspace-title = Workspace as code
workspace-lead = Connections, flows, mappings and look-ups as one file: copy a set-up from test to production.
workspace-download = Download
workspace-words = This file is your whole set-up, without secrets. Change it and apply it: all of it is done, or nothing. Flows that it does not name are paused, and their changes kept.
workspace-file = workspace.toml
workspace-do = Apply
workspace-reset = Show the present set-up
workspace-line = line { $line }
workspace-applied = The set-up is as the file says.
workspace-created = New: { $name }
workspace-changed = Changed: { $name }
workspace-paused = Paused: { $name }
workspace-unchanged = As it was: { $name }
workspace-refused = Nothing was changed. Mend these places:
export-title = Export everything
export-lead = All that we hold about your company outside the log, as one JSON file.
erasures-title = Erase a person
erasures-lead = By e-mail address, with a certificate.
erasure-whose = Whose data?
erasure-how = We look for the address in the log. Before anything is erased you see what was found.
erasure-look = Look
erasure-found = Found for { $email }
erasure-nothing = Nothing. Either we never held this address, or its time is over and it was deleted.
erasure-records = { $count ->
    [0] No record in the log
    [one] One record in the log, with its contents
   *[other] { $n } records in the log, with their contents
}
erasure-failed = { $count ->
    [0] No failed record
    [one] One failed record
   *[other] { $n } failed records
}
erasure-links = { $count ->
    [0] No pairing of the person between the systems
    [one] One pairing of the person between the systems
   *[other] { $n } pairings of the person between the systems
}
erasure-remote = These stay in the other systems, erase them there:
erasure-do = Erase now
erasure-final = This can't be undone. Pairings of orders stay: they hold numbers only, and without them the orders would be sent again.
erasure-past = Certificates
certificate-title = Certificate of erasure
certificate-number = Number
certificate-when = Erased on
certificate-by = By
certificate-subject = Person
certificate-subject-words = A keyed fingerprint of the address. Whoever has the address can have us confirm that it is this one.
certificate-erased = Erased
certificate-days = From the log of
certificate-backups = The keys of these days are destroyed by { $day }; from then on no backup can be read either.
certificate-ids = Numbers of the erased records
delete-title = Delete company
delete-lead = With everything it has here. Only an owner can.
delete-heading = Delete { $tenant }
delete-words = Flows stop. Connections, mappings, look-ups, the log and its keys are erased at once, and members who belong to no other company, too. This can't be undone.
delete-remote = What was written to your shop and HubSpot stays there. You may want this first:
delete-type = Type the name to confirm: { $tenant }
delete-name-wrong = This is not the company's name.
delete-do = Delete for good
act-account-password-changed = Changed their password
act-account-app-added = Set up an authenticator app
act-account-app-removed = Removed their authenticator app
act-account-passkey-added = Added a passkey
act-account-passkey-removed = Removed a passkey
act-account-recovery-codes-renewed = Made new recovery codes
act-member-invited = Invited a member
act-member-joined = Joined
act-member-left = Left
act-member-removed = Removed a member
act-member-role-changed = Changed a role
act-invitation-resent = Sent an invitation again
act-invitation-revoked = Took an invitation back
act-tenant-renamed = Renamed the company
act-tenant-time-zone-changed = Changed the time zone
act-tenant-retention-changed = Changed how long contents are kept
act-tenant-second-factor-required = Changed whether a second factor is required
act-tenant-exported = Exported everything
act-token-created = Made an API token
act-token-revoked = Revoked an API token
act-person-erased = Erased a person
act-workspace-applied = Applied a workspace file
act-flow-paused = Paused a flow
act-flow-resumed = Resumed a flow
act-flow-added = Added a flow
act-flow-removed = Removed a flow
act-flow-renamed = Renamed a flow
act-flow-begun = Switched a flow on
act-flow-set-up = Set up a flow
act-flow-tried = Sent a test record
act-flow-test-taken-back = Took a test back
act-flow-settings-changed = Changed a flow's settings
act-flow-published = Published a revision
act-flow-record-requested = Asked for one record
act-flow-load-requested = Asked for older records
act-flow-missing-sent = Sent missing records
act-flow-absence-watch-changed = Changed the watch for silence
act-records-replayed = Sent records again
act-records-set-aside = Set records aside
act-run-cancelled = Cancelled a run
act-connection-signed-in = Authorised a connection
act-connection-removed = Removed a connection
act-connection-colleague-asked = Asked a colleague to authorise
act-lookup-made = Made a look-up table
act-lookup-changed = Changed a look-up table
act-field-made = Made a field in HubSpot
act-draft-taken-over = Took over a draft
act-draft-discarded = Discarded a draft
act-channel-added = Added a channel for alerts
act-channel-changed = Changed a channel for alerts
act-channel-removed = Removed a channel for alerts
act-notices-changed = Changed when they are told
act-billing-changed = Changed billing details
act-plan-resumed = Resumed the plan
act-order-wishes-changed = Changed the wishes of a package
act-order-accepted = Accepted a package
act-meeting-cancelled = Cancelled a meeting
act-plan-bought = Chose a plan
act-package-bought = Bought the set-up package
act-order-access-given = Gave our expert access
act-order-access-taken = Took our expert's access back
act-order-taken = Took the order
act-meeting-booked = Booked a meeting
act-expert-entered = Entered as our expert
act-tenant-time-saved-changed = Changed minutes saved a record
act-alert-acknowledged = Took on an alert
act-alert-unacknowledged = Let go of an alert
act-alert-muted = Muted an alert
act-alert-unmuted = Unmuted an alert
act-alert-resolved = Ended an alert
act-connection-calls-reserved = Changed the share of calls left for other apps
act-connection-disconnected = Disconnected a connection
act-connection-renamed = Renamed a connection
act-record-edited-and-sent = Edited a record and sent it once
act-record-sent-as-kept = Sent a record as it was kept
act-record-sent-by-revision = Sent a record by an earlier revision
