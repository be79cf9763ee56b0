# The activity log: records, what became of them and why, runs, failures.
records-filter = Filter records
records-filter-do = Show
records-clear = Clear filters
records-search-hint = Exact: order number, e-mail, SKU or id in the other system
records-any = Any
records-time = Time
records-record = Record
records-flow = Flow
records-outcome = Outcome
records-reason = Why
records-took = Took
records-took-ms = Took (ms)
records-last = Last hour with one
records-period = When
period-all = All that is kept
period-today = Today
period-yesterday = Yesterday
period-week = Last 7 days
period-month = Last 30 days
records-dates = From a day to a day
records-from = From
records-to = To and including
records-views-of = Views
records-as-list = List
records-by-reason = By reason
records-of-run = Of one run
records-of-revision = By one revision
records-chip-remove = Remove this filter: { $filter }
records-view-save = Save this view
records-view-name = Name of the view
records-view-remove = Forget this view
records-view-saved = Saved as “{ $name }”.
records-view-removed = “{ $name }” is forgotten.
records-view-unnamed = A view needs a name.
records-none-match = No records match
records-none-yet = The first order appears here within seconds
records-none-yet-words = Connect a shop and a CRM, and let a flow begin: each order, customer and product that changes stands here with what became of it.
records-to-start = Set up the first flow
records-without-period = { $count ->
    [one] One without the time filter
   *[other] { $n } without the time filter
}
records-without-reason = { $count ->
    [one] One without the reason
   *[other] { $n } without the reason
}
records-without-outcome = { $count ->
    [one] One without the outcome
   *[other] { $n } without the outcome
}
records-without-flow = { $count ->
    [one] One without the flow
   *[other] { $n } without the flow
}
records-without-run = { $count ->
    [one] One without the run
   *[other] { $n } without the run
}
records-without-revision = { $count ->
    [one] One without the revision
   *[other] { $n } without the revision
}
records-more-without = More than { $n } with fewer filters
records-show-new = Show new records
records-new = { $count ->
    [one] One new record
   *[other] { $n } new records
}
records-live-on = Live: new records appear by themselves
records-live-lost = Live is interrupted, trying again
records-select = Select { $record }
records-selected = Selected
records-n-selected = selected
records-with-selected = With what is selected:
records-none-selected = Select at least one record first.
records-send-again = Send again
records-set-aside = Set aside
records-because = Reason (optional)
records-export = Export as CSV
records-pages = Pages
records-replayed-in-runs = { $count ->
    [one] Sent again in one run.
   *[other] Sent again in { $n } runs.
}
records-set-aside-done = { $count ->
    [0] None of them was open.
    [one] One record is set aside.
   *[other] { $n } records are set aside.
}
record-order = Order { $name }
record-customer = Customer { $name }
record-product = Product { $name }
record-stock = Stock of { $name }
record-invoice = Invoice { $name }
record-flow-removed = Removed flow
record-key = Key in the source
record-detail = Particulars
record-remote-id = Id at the destination
record-amount = Amount
record-currency = Currency
run-progress = { $done } of { $total } records
run-reading = Reading
run-finished = Finished
run-failed = Stopped by a failure
run-cancelled = Cancelled
run-load = Load
run-replay = Sent again
run-by-hand = Run by hand
run-remaining = About { $time } to go at this rate
run-you-may-leave = You may leave this page; the run goes on.
run-asked-at = Asked for
run-ended-at = Ended
run-took = Took
run-source-calls = Calls to the source
run-destination-calls = Calls to the destination
run-calls-per-record = Calls per record
run-records = Records of this run
run-cancel = Cancel the run
run-cancelled-toast = The run is cancelled; what was sent stays.
failures = Failures
failures-mend = Mend
failures-none = Nothing fails
failures-none-words = Records that can’t be delivered stand here by cause, with the button that mends it.
failures-total = { $count ->
    [one] One record needs you
   *[other] { $n } records need you
}
failures-of-reason = { $count ->
    [one] { $reason }: one record
   *[other] { $reason }: { $n } records
}
failures-lookup = { $count ->
    [one] The table “{ $table }” has no row for “{ $key }”: one record
   *[other] The table “{ $table }” has no row for “{ $key }”: { $n } records
}
failures-since = since { $since }, last { $last }
failures-example = An example
failures-send-again = { $count ->
    [one] Send it again
   *[other] Send all { $n } again
}
failures-records = Show the records
failures-none-left = Nothing of this cause is open any more.
failures-mending = { $flow }: { $done } of { $total } sent again
failures-after-revision = Before the first one, at { $at }: revision { $number } was published.
failures-after-act = Before the first one, at { $at }: { $act } ({ $by }).
failures-look-at-change = Look at the change
act-lookup = a look-up table was changed
act-connection = a connection was changed
act-flow = a flow was changed
act-settings = a setting was changed
mend-lookup = Add the row
mend-sign-in = Sign in again
mend-rule = Open the rule
mend-settings = Open the settings
record-waited = waited { $time }
note-found = found at the destination
note-not-found = not at the destination
note-by = by { $who }
step-edited = Edited by hand
step-kept = Taken as it was kept
record-edit = Edit and send
record-other-ways = Other ways
record-ways-words = “Send again” reads the record anew from its source and applies the rules that are live now. These do otherwise, for this once:
record-way-kept = Send what was made then
record-way-revision = Read anew, by revision { $number }
record-is-set-aside = It was set aside.
record-is-set-aside-because = It was set aside: { $because }
record-related = Find what belongs to it
record-compare = Compare with
record-compare-do = Show the difference
record-differences = Different from the version of { $at }
record-no-difference = The two versions are the same, or no longer kept.
record-then = There
record-here = Here
payload-search = Search in it
payload-copy = Copy all
payload-copy-value = Copy the value
payload-raw = As text
payload-tree = As a tree
edit-title = Edit and send once
edit-lead = Change the document that goes to the destination, for this once. The source and the rules stay as they are; the record is marked as edited by you.
edit-document = The document
edit-hint = JSON, with the fields of the destination. Totals are still checked.
edit-send = Send this once
edit-no-json = Line { $line }, column { $column }: this can’t be read as JSON.
edit-no-object = It takes an object with at least one field.
edit-no-field = The destination has no field “{ $field }”.
edit-often = { $count ->
    [one] “{ $field }” was changed by hand once.
   *[other] “{ $field }” was changed by hand { $n } times.
}
edit-make-rule = Make this a rule
record-in = { $label } to { $to }
record-try = Try
record-took = Took
record-when = When
record-by = By revision
record-steps = On its way
record-came-in = Came in
record-came-in-hint = as the source has it
record-mapped = Mapped
record-mapped-hint = what the rules made of it
record-sent = Sent
record-sent-hint = as it was sent
record-answered = Answered
record-answered-hint = as it came back
record-nothing = Nothing
record-cut = Only the beginning is shown; the API gives all of it.
record-gone = What passed between the two sides is no longer kept
record-gone-words = It was deleted as set: after { $days } days. You can have the record read anew from the source.
record-read-anew = Read anew and send
record-history = Its history
record-this = This one
record-why-fields = Why these values
record-why-fields-lead = For each value: the rule that made it and what the rule read
record-field = Field
record-value = Value
record-rule = Rule
record-to-rule = Open this rule
record-reads = Reads
record-explain = Explain the values
record-explain-words = The source's record is read as it is now, and the rules that are live are applied. Nothing is sent.
record-explain-slow = The source does not answer. Try again in a moment.
record-explain-gone = The record is no longer in the source, so there is nothing to explain.
record-mapping = Open the mapping
step-read = Read from the source
step-references = Customer and products
step-looked-up = Looked up
step-mapped = Mapped
step-sent = Sent
