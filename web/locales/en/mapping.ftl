# The mapping editor, dry runs and revisions.
map-title = Mapping of { $name }
map-live-since = revision { $number } is live since { $time }
map-history = History
map-history-title = History of { $name }
map-edit = Change
map-edit-draft = Go on with the draft
map-dry-run = Dry run
map-publish = Publish
map-somebody = a former member
map-held-by = { $name } edits this draft since { $time }.
map-take-over = Take over
map-take-over-hint = Both are kept: what was typed so far is set aside and can be taken up again.
map-taken-over = { $name } has this draft now. What you typed is set aside for you and can be taken up again.
map-stale = Revision { $number } was published since this draft began. Compare before you publish.
map-published-meanwhile = Revision { $number } was published meanwhile. What you changed is kept on top of it; look at the differences.
map-asides = { $count ->
    [one] One draft is set aside
   *[other] { $n } drafts are set aside
}
map-aside = Draft of { $name }, { $time }
map-aside-yours = Your draft, { $time }
map-take-up = Take up
map-mistakes = { $count ->
    [one] One mistake
   *[other] { $n } mistakes
}
map-record = Record
map-record-show = Show
map-record-failing = A failing one
map-record-missing = No such record was found.
map-no-records = No record came through this flow yet.
map-records-at = { $count } records, read at { $time }
map-records-slow = Records are still being read. Look again in a moment.
map-records-trouble = Records can't be read now: { $why }
map-fields-at = Fields read at { $time }.
map-fields-slow = The other system takes long to answer. Look again in a moment.
map-fields-trouble = The fields can't be read now; those that ship are shown. { $why }
map-read-again = Read again
map-act-create = would be created
map-act-update = would be updated
map-tabs = Parts of the mapping
map-tab-rules = Rules
map-tab-lines = Lines
map-tab-unmapped = Unmapped
map-tab-functions = Functions
map-rules = Rules
map-functions-words = Functions change a value on its way. A field, a bar and a function: order.customer.email | lower.
map-functions-guide = The guide to expressions
map-function = Function
map-function-does = What it does
map-function-example = Example
map-function-gives = gives
map-source = From { $system }
map-target = To { $system }
map-find-field = Find a field
map-only-filled = Only filled
map-find = Find
map-no-fields = No field matches.
map-source-canonical = Fields
map-source-raw = As the source has it (raw)
map-source-linked = Linked records
map-source-settings = Settings
map-source-lookups = Look-up tables
map-filled = filled in { $filled } of { $all }
map-used-by = { $count ->
    [one] One rule reads it
   *[other] { $n } rules read it
}
map-rows = { $count ->
    [one] One row
   *[other] { $n } rows
}
map-kind-text = text
map-kind-number = number
map-kind-bool = yes or no
map-kind-date = day
map-kind-datetime = moment
map-kind-choice = choice
map-kind-group = group
map-kind-list = list
map-kind-texts = texts
map-kind-any = anything
map-kind-nothing = nothing
map-find-rule = Find a rule
map-show = Show
map-only-all = All
map-only-yours = Only yours
map-only-wrong = Only with trouble
map-clear = Clear the filter
map-unsaved = Not saved yet
map-preview-unreachable = The preview does not answer. Go on typing; Save draft tells, too.
map-refused = The destination would refuse it:
map-refused-missing = it is required, and empty
map-refused-choice = "{ $value }" is not one of its values: { $allowed }
map-refused-kind = it takes: { $kind }
map-refused-long = it takes { $most } letters at most
map-suggestion = Use
map-save-draft = Save draft
map-no-draft = Nothing changed yet. What you save is a draft; records go on by the live revision.
map-draft-kept = Draft saved { $time }
map-draft-saved = The draft is saved.
map-draft-yours = The draft is yours now.
map-draft-discarded = The draft is thrown away.
map-draft-changed = The draft changed since you looked. This is how it is now.
map-discard = Throw away
map-unmapped-none = Every field of the destination has a rule.
map-custom = Own field
map-add-rule = Add a rule
map-add-to = Destination field
map-add-under = List
map-add = Add
map-add-needs-field = Name the destination field of the new rule.
map-no-rules = No rule matches.
map-removed = { $count ->
    [one] One default rule is switched off
   *[other] { $n } default rules are switched off
}
map-take-default = Take the default back
map-default-is = Default:
map-badge-default = Default
map-badge-yours = Yours
map-badge-new = New
map-badge-gone = Field is gone
map-one-item = One further item of the list.
map-expression = Expression
map-expression-of = Expression for { $field }
map-condition = Only if
map-condition-hint = Left out where this is not true. Empty: always.
map-item-name = Each item is called { $name }.
map-on-create = Create
map-on-update = Update
map-only-create = only on create
map-only-update = only on update
map-never = switched off
map-when = if
map-up = Move { $field } up
map-down = Move { $field } down
map-remove = Remove
map-remove-of = Remove the rule for { $field }
map-explain = Condition and explanation
map-came-nothing = not reached for this record
map-came-times = { $count ->
    [one] once
   *[other] the first of { $n }
}
map-came-items = { $count ->
    [one] One item
   *[other] { $n } items
}
map-came-left-out = empty, so it is left out
map-came-skipped = its condition is not true
map-came-other-act = not for this act
map-strays = These changes belong to rules that no longer ship: { $rules }
map-all = All mappings
map-none = Nothing is mapped yet.
map-none-words = Each flow brings a mapping that works; here you look at it and change it.
map-none-do = Connect two systems
map-flow = Flow
map-revision = Revision
map-revision-n = Revision { $number }
map-yours = Own rules
map-draft-of = Draft of { $name }
map-dry-title = Dry run of { $name }
map-dry-words = { $count ->
    [one] The newest record through the live rules and the draft. Nothing is sent.
   *[other] The newest { $n } records through the live rules and the draft. Nothing is sent.
}
map-back-to-draft = Back to the draft
map-dry-failing = Newly failing
map-dry-passing = Newly passing
map-dry-changed = Changed
map-dry-same = Same
map-dry-records = Records
map-dry-how = Records are read anew from the source.
map-dry-none = No record fares so.
map-dry-now = Live, revision { $number }
map-dry-draft = With the draft
map-dry-open = Open in the editor
map-dry-is-same = Same
map-dry-is-changed = Changed
map-dry-is-failing = Fails
map-dry-is-passing = Passes
map-dry-sent = Sent
map-dry-skipped = Skipped: { $why }
map-dry-failed = Fails: { $why }
map-dry-more = { $count ->
    [one] and one further field
   *[other] and { $n } further fields
}
map-note = What changed
map-note-hint = Your colleagues read it in the history.
map-newly-failing-ask = { $count ->
    [one] One record that passes now would fail. Look at it, or say that you publish all the same.
   *[other] { $n } records that pass now would fail. Look at them, or say that you publish all the same.
}
map-publish-anyway = { $count ->
    [one] Publish although one record would fail
   *[other] Publish although { $n } records would fail
}
map-publish-over = Publish over what was published meanwhile
map-publish-do = Publish
map-publish-hint = The next record uses it. You can go back at any time.
map-nothing-changed = The draft says the same as the live revision.
map-already-published = Revision { $number } is live already.
map-already-live = Revision { $number } says what is live.
map-published = Revision { $number } is live.
map-not-published = Nothing was published. { $why }
map-sent-again = { $count ->
    [one] One record is being sent again.
   *[other] { $n } records are being sent again.
}
map-back-to = Back to revision { $number }
map-by = By
map-since = Since
map-is-live = Live
map-compare = Compare
map-compare-from = From
map-compare-to = To
map-compare-do = Compare
map-compare-same = Both say the same.
map-bisect = Which revision broke it?
map-bisect-words = Takes one record through all revisions and marks the first that breaks or changes it.
map-bisect-do = Look through all
map-bisect-always = Every revision fails on it: the rules did not break it.
map-bisect-broke = Revision { $number } is the first that fails.
map-bisect-changed = Revision { $number } is the last that changed it.
map-bisect-same = All revisions make the same of it.
map-roll-back = Go back to this revision
map-roll-back-returns = Rules, filters and settings return as they were.
map-roll-back-stays = Values of look-up tables, connections and records that were sent stay as they are.
map-roll-back-changes = { $count ->
    [one] One difference from what is live
   *[other] { $n } differences from what is live
}
map-roll-back-again = { $count ->
    [one] Send the record that came since then again
   *[other] Send the { $n } records that came since then again
}
map-roll-back-again-hint = They are read anew from the source.
map-roll-back-cut = More may have come; the newest are counted.
map-roll-back-do = Go back to revision { $number }
map-roll-back-new = It becomes revision { $number }.
map-field-new = New field in { $system }
map-field-label = Label
map-field-label-hint = What people see.
map-field-name = Name
map-field-name-hint = Small letters, digits and underscores; left empty, it is made from the label.
map-field-kind = Holds
map-field-lines = For the lines of an order
map-field-consent = Make this field in { $system }
map-field-consent-hint = It is made in your account, in the group Kopru, and stays there.
map-field-do = Make the field
map-field-made = The field { $name } is there.
map-field-refused = { $system } did not make the field.
map-field-needs-label = The field needs a label.
map-field-name-wrong = A name has small letters, digits and underscores, and begins with a letter.
map-field-kind-wrong = Choose what it holds.
map-field-needs-consent = Say that it may be made in your account.
map-filter-wrong = The flow's condition is wrong: { $what }
map-setting-wrong = A setting of the flow holds what it can't hold. Look at the flow's settings.
map-unreadable = The mapping can't be read. Go back to an earlier revision.
map-applied-from-file = applied from a workspace file
