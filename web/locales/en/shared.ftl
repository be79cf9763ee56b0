# What all pages share: navigation, states, moments.
brand-what = The bridge between your shop and your CRM
skip-to-content = Skip to the content
nav = Main navigation
nav-overview = Overview
nav-flows = Flows
nav-records = Records
nav-connections = Connections
nav-mapping = Mapping
nav-alerts = Alerts
nav-team = Team
nav-billing = Billing
nav-settings = Settings
nav-account = Your account
nav-help = Help
nav-more = More
sign-out = Sign out
search-label = Find a record
search-hint = Order number, e-mail, SKU
search-do = Find
trial-chip = { $count ->
    [0] Trial ends today
    [one] { $n } day left
   *[other] { $n } days left
}
trial-chip-held = Flows are held: choose a plan
trial-chip-past-due = A payment was refused
sandbox-chip = Sandbox
breadcrumb = Breadcrumb

records-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}

outcome-created = Created
outcome-updated = Updated
outcome-skipped = Skipped
outcome-failed = Failed
state-waiting = Waiting
state-running = Running
state-held = Held
state-connected = Connected
state-paused = Paused
state-draft = Draft
state-needs-sign-in = Needs a sign-in

payment-paid = Paid
payment-not-paid = Not paid
payment-partially-paid = Partially paid
payment-cancelled = Cancelled
flow-kind-orders = Orders
flow-kind-order-status = Order status
flow-kind-customers = Customers
flow-kind-products = Products
flow-kind-stock = Stock
flow-kind-invoices = Invoices

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

form-summary = { $count ->
    [one] One answer needs a look
   *[other] { $n } answers need a look
}
required = Required
save = Save
cancel = Cancel
back = Back
go-on = Continue
undo = Undo
older = Older
newer = Newer
language = Language
theme = Appearance
theme-system = As the system
theme-light = Light
theme-dark = Dark

error-not-found = There is nothing here
error-not-found-words = The address is wrong, or what it named is gone. The overview shows what there is.
error-busy = Not possible at the moment
error-busy-words = Our database is busy or restarting. Nothing is lost; try again in a moment.
error-signing-in-busy-words = Many want to sign in at once. Try again in a moment.
error-ours = We made a mistake
error-ours-words = This one is ours to mend. What runs goes on running; try the page again in a moment.
error-forbidden = Your role does not allow this
error-forbidden-words = You may look, but not change this. An owner or admin of { $tenant } can do it, or give you another role.
error-to-overview = Go to the overview
failure-why = Why
failure-cure = What to do
remote-words = What the other side said
help-unread = The guide does not load. Open it as a page instead.
help-as-page = Open as a page
drawer-close = Close
keys-title = Keys on this page
keys-off = Switch single keys off
keys-rows = Go through the rows, select one
command-title = Commands
command-hint = Go to a page, do something here, find a record
command-go = Go to
command-here = On this page
command-find = Find among the records
