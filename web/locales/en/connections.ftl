# Connections, each one's page, signing in again.
connections-title = Connections
connections-empty = Nothing is connected yet
connections-empty-words = Your shop and your CRM stand here, with whether they still let us in.
connections-connect = Connect
connection-reconnect = Sign in again
connection-refused = It no longer lets us in. Its flows wait; nothing is lost.
connection-well = All well. Last read: { $at }.
connection-idle = Signed in. No flow reads from it yet.
connection-read = Last read
connection-heard = Webhook last heard
connection-token = Sign-in
connection-token-renews = Renews itself, next by { $at }
connection-token-stays = Does not expire
connection-authorised = Let in by
connection-nobody = Not known
connection-left = The one who let us in is no longer a member here. Sign in again, or ask a colleague, before that access ends.
connection-since = Since
connection-properties = May make properties
connection-never = Not yet
connection-used-by = Flows that use it
connection-unused = No flow uses it.
connection-limits = Calls
connection-rename = Name
connection-renamed = It is called { $name } now.
connection-name-taken = Another connection is called { $name }.
connection-let-go-title = Disconnect
connection-let-go-words = The flows above are paused and our access is forgotten here. What was sent stays; sign in again at any time to go on.
connection-let-go-do = Disconnect
connection-let-go-by = Disconnected by { $name }
reconnect-title = Sign in again
reconnect-words = Sign in to { $account }, the account that was connected.
reconnect-other = Yes, another account is meant; start pairing anew
connection-flows = { $count ->
    [one] { $n } flow
   *[other] { $n } flows
}
connection-let-go = { $count ->
    [0] Disconnected.
    [one] Disconnected. { $n } flow is paused.
   *[other] Disconnected. { $n } flows are paused.
}
reconnect-waiting = { $count ->
    [one] { $n } record waits; it is sent afterwards.
   *[other] { $n } records wait; they are sent afterwards.
}
reconnect-done = { $count ->
    [0] Signed in. Nothing waited.
    [one] Signed in. { $n } record that waited is being sent.
   *[other] Signed in. { $n } records that waited are being sent.
}
