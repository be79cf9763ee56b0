# Look-up tables.
look-title = Look-up tables
look-all = All tables
look-none = No table yet. Rules ask tables by name: lookup('stages').
look-table = Table
look-rows = Rows
look-gaps = Missing keys asked
look-shared = all flows
look-owned = only { $flow }
look-new = New table
look-name = Name
look-name-hint = As rules write it: small letters, digits and underscores.
look-name-wrong = A name has small letters, digits and underscores, and begins with a letter.
look-name-taken = There is a table of this name.
look-whose = Used by
look-make = Make the table
look-made = The table is there. Add its rows.
look-key-n = Key { $number }
look-value = Value
look-value-for = Value for { $key }
look-default = All other keys
look-no-default = none: such a record fails
look-missing = Keys that real records missed
look-missing-words = They used the value of "all other keys", or failed.
look-asked = { $count ->
    [one] asked once
   *[other] asked { $n } times
}
look-again = { $count ->
    [one] send its record again
   *[other] send its { $n } records again
}
look-gap-needs-value = Give a value for { $key }.
look-gap-by-hand = Add { $key } in the grid, column by column.
look-gap-added = { $key } has its row now.
look-cut = The grid shows the first 200 of { $n } rows. Export and import the rest.
look-grid-hint = A row with nothing in it is removed. Empty rows at the foot are for new ones; save for more.
look-needs-key = This row needs a key.
look-twice = This key has a row already.
look-saved = { $count ->
    [one] Saved: one row.
   *[other] Saved: { $n } rows.
}
look-same = Nothing changes.
look-used = Used by rules
look-unused = No rule asks this table.
look-no-history = Not changed yet.
look-before = { $count ->
    [one] before: one row
   *[other] before: { $n } rows
}
look-take-back = Put back
look-import = Import CSV
look-export = Export CSV
look-import-title = Import into { $name }
look-preview = What would change
look-preview-do = Show what would change
look-import-do = Import
look-lines-wrong = Nothing can be imported until these lines are mended.
look-line = Line { $line }
look-line-cells = has { $has } cells, { $needs } are needed
look-line-twice = the key { $key } stands in a line before
look-line-unreadable = can't be read
look-line-too-many = more rows than a table takes
look-added = { $count ->
    [one] One new row
   *[other] { $n } new rows
}
look-changed = { $count ->
    [one] One changed row
   *[other] { $n } changed rows
}
look-removed = { $count ->
    [one] One row goes
   *[other] { $n } rows go
}
look-paste = Rows
look-paste-hint = { $count ->
    [one] One key column, then the value; pasted from a spreadsheet, or with commas or semicolons.
   *[other] { $n } key columns, then the value; pasted from a spreadsheet, or with commas or semicolons.
}
look-file = Or a CSV file
look-replace = Remove rows that are not in it
# What the tables of shipped rules mean, and what their keys are.
table-stages = Stage of the deal, by id; without a row the setting "stage"
table-stages-key-1 = status or payment status of the order
table-tax-codes = Tax code of a line, whatever the country; without a row none
table-tax-codes-key-1 = tax rate, as a fraction (0.21)
table-tax-codes-by-country = Tax code of a line by country (EU one-stop-shop); without a row that of "tax_codes"
table-tax-codes-by-country-key-1 = country of delivery
table-tax-codes-by-country-key-2 = tax rate, as a fraction
table-revenue-accounts = Revenue account of the deal; without a row none
table-revenue-accounts-key-1 = country of delivery
table-shipping-methods = Shipping method on the deal; without a row its title
table-shipping-methods-key-1 = title of the shipping method
table-payment-methods = Payment method on the deal; without a row its title
table-payment-methods-key-1 = title of the payment method
table-payment-terms = Payment terms on the deal; without a row none
table-payment-terms-key-1 = title of the payment method
table-lifecycle-stages = Lifecycle stage of the contact (lead, customer, …); HubSpot moves it forward only. Without a row it stays as it is
table-lifecycle-stages-key-1 = customer group
