desk-title = Desk
desk-orders = Orders
desk-open = { $count ->
    [one] { $n } open order
   *[other] { $n } open orders
}
desk-none = No orders wait
desk-none-words = A package that is bought appears here at once, and an e-mail comes.
desk-today = Today's meetings
desk-today-none = No meetings today
desk-closed = Closed
desk-tenant = Tenant
desk-next = Next step
desk-age = Waiting for
desk-days = { $count ->
    [one] { $n } day
   *[other] { $n } days
}
desk-new = New today
desk-meeting = Meeting
desk-no-meeting = not booked
desk-expert = Expert
desk-nobody = Nobody yet
desk-take = I take this order
desk-taken = The order is yours.
desk-contact = Contact
desk-contact-none = No name or number was given yet
desk-buyer = Buyer
desk-members = Members
desk-wishes = What the buyer wishes
desk-wishes-none = No wishes yet. Ask for them when you call.
desk-glance = The tenant at a glance
desk-glance-connections = Connections signed in
desk-glance-flows = Flows that run
desk-glance-alerts = Open alerts
desk-glance-dead = Failed records
desk-visit = Open the tenant's pages
desk-visit-not = The buyer has not given access yet. Ask for it; they find it on the page of the order.
desk-checks = Check-list
desk-check-contact = Called or written to
desk-check-apps = Two systems authorised
desk-check-integration = Integration set up
desk-check-flow = One flow configured
desk-check-proven = Basic functions proven
desk-check-meeting = Shown in the meeting
desk-tick = Done
desk-untick = Not done
desk-link = Address of the meeting
desk-link-wrong = An address begins with https://
desk-kept = Saved.
desk-notes = Notes for us
desk-notes-hint = No tenant sees these.
desk-note = Note
desk-template = Begin with a template
desk-template-hello = Greeting
desk-template-hello-words = Hello, I am your expert for the set-up. When may I call you?
desk-template-access = Ask for access
desk-template-access-words = To set everything up, I need access to your Kopru. You can give it on the page of your order, and take it back at any time.
desk-template-done = Follow up
desk-template-done-words = How do the first days go? If anything looks odd, write to me here.
expert-chip = Expert
