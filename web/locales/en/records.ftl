# The activity log, failures, runs.
records-title = Records
records-lead = What came in, what was sent, and why
records-any-flow = All flows
records-any-outcome = Any outcome
records-any-reason = Any reason
records-period-all = All that is kept
records-period-hour = Last hour
records-period-today = Today
records-period-day = Last 24 hours
records-period-week = Last 7 days
records-flow = Flow
records-outcome = Outcome
records-reason = Reason
records-period = Time
records-filter = Filter
records-filter-clear = Clear filters
records-col-record = Record
records-col-why = Why
records-col-when = When
records-col-took = Took
records-choose = Choose
records-removed-flow = removed flow
records-empty = The first order appears here within seconds
records-empty-words = As soon as an order, a customer or a product changes in a connected shop, what became of it stands here.
records-none = No records match
records-none-words = Nothing that is kept fits this filter. Records are kept for the days you set.
records-none-found = Nothing is kept under "{ $words }"
records-none-found-words = Order numbers, e-mail addresses and SKUs are found exactly as they are written, as long as the record is kept.
records-new = Show new records
records-live = Live
records-live-paused = { $count ->
    [one] { $n } new record
   *[other] { $n } new records
}
records-live-broken = Live is interrupted, trying again
records-newest = To the newest
records-csv = Download as CSV
records-send-again = Send again
records-set-aside = Set aside
records-nothing-chosen = Nothing was chosen, so nothing was sent.
records-sent-again = { $count ->
    [one] { $n } record is sent again.
   *[other] { $n } records are sent again.
}
records-were-set-aside = { $count ->
    [0] None of them was open.
    [one] { $n } record was set aside.
   *[other] { $n } records were set aside.
}
record-in = { $label } to { $to }
record-key = Key in the source
record-remote-id = Id at the destination
record-amount = Amount
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
failures-title = Failed records
failures-lead = One line a cause, with what mends it
failures-none = Nothing failed
failures-none-words = Every record got through or was left out on purpose.
failures-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}
failures-since = since { $at }
failures-last = last at { $at }
failures-change = Before it began: { $what }, { $at }
failures-change-revision = revision { $n } of { $flow } was published
failures-show = Show them
failures-retry = Send all again
failures-newest = The newest
run-title = Run of { $flow }
run-asked = Asked for
run-finished = Finished
run-total = Records
run-calls-source = Calls to the source
run-calls-destination = Calls to the destination
run-calls-each = Calls per record
run-records = Show its records
run-cancel = Cancel
run-progress = { $done } of { $total }
run-state-waiting = Waits for its turn
run-state-reading = Finding records
run-state-working = Working
run-state-finished = Finished
run-state-failed = Failed
run-state-cancelled = Cancelled
run-cancelled = The run was cancelled. What was sent stays sent.
run-leave = You can leave this page; the run goes on.
run-trigger-by-hand = by hand
run-trigger-load = load of history
run-trigger-replay = sent again
run-trigger-poll = by a look at the source
run-trigger-schedule = by schedule
failures-mend-connections = Look at the connections
failures-mend-settings = Open the settings
failures-none-left = Nothing of this cause is left to send.
