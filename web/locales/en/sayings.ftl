# Sentences of the mapping, by their kinds: what is wrong with an expression, why a value could not be made, the steps of an
# explanation, and why a flow leaves a record out. English is that of the API.
said-did-you-mean = { $what }; did you mean "{ $near }"?
said-write-instead = { $what }; write { $better }
said-expression-too-long = the expression is { $bytes } bytes long; at most { $most } are allowed
said-too-many-digits = this number has more digits than can be held exactly (28)
said-curly-quotes = write straight quotes (') instead of { $sign }
said-ampersand = write "and" instead of &
said-exclamation-mark = write "not" instead of !
said-braces = leave the braces out: only the expression itself is written here
said-no-meaning = "{ $sign }" has no meaning in an expression
said-no-escape = "\{ $letter }" has no meaning; write \\ for a backslash
said-open-text = this text has no end: a { $quote } is missing
said-never-closed = a "{ $sign }" is missing: what was opened here is never closed
said-never-opened = this closes something that was never opened
said-close-expected = here a "{ $sign }" or "," is expected
said-too-deep = the expression nests too deeply (more than { $most }); split it up
said-chained-comparison = comparisons can't be chained; join them with "and": a < b and b < c
said-pipe-needs-function = after | comes the name of a function
said-is-needs-word = after "is" comes a word: defined, none, empty, number, string, list
said-unknown-test = "is { $name }" is unknown
said-none-of-tests = "is { $name }" is unknown; these are known: { $known }
said-dot-needs-field = after the dot comes the name of a field
said-called-with-dot = functions are not called with a dot; write x | { $name } instead of x.{ $name }()
said-value-missing = something is missing here: a field, a text or a number
said-value-expected = "{ $found }" can't stand here; a field, a text or a number is expected
said-named-arguments-last = arguments with a name come last
said-single-equals = write == to compare
said-lone-else = "else" needs an "if" before it
said-misplaced-not = "not" can't stand here; put it before the condition or write "not in"
said-misplaced-sign = "{ $sign }" can't stand here
said-operator-missing = an operator is missing before this; write ~ to join texts, | to apply a function
said-in-needs-list = "in" needs a list or text on its right, not { $is }
said-never-equal = { $left } is compared with { $right }; they are never equal
said-no-order = { $is } can't be compared as more or less
said-sum-of-nothing = arithmetic with nothing; write 0
said-join-before-sum = a number is needed, but this is text: ~ is done before + and -; put the sum in parentheses
said-sum-of-text = a number is needed, but this is text; write ~ to join texts, or | number to read it as a number
said-sum-of = a number is needed, but this is { $is }
said-unknown-loop-part = "loop" knows loop.index, loop.index0, loop.first, loop.last and loop.length
said-no-part = this is { $is } and has no part "{ $name }"
said-field-of-list = "{ $list }" is a list; choose an item ({ $list }[0].{ $name }) or take the field from all: { $list } | map('{ $name }')
said-unknown-name = there is no "{ $name }"
said-none-of-names = there is no "{ $name }"; a path begins with one of: { $known }. A text stands in quotes: '{ $name }'
said-unknown-field = there is no field "{ $field }"
said-none-of-fields = there is no field "{ $field }"; "{ $group }" has { $known }
said-unknown-function = there is no function "{ $name }"
said-too-many-arguments = { $count ->
    [0] { $function } takes no argument, but { $given } are given: { $signature }
    [one] { $function } takes 1 argument, but { $given } are given: { $signature }
   *[other] { $function } takes { $n } arguments, but { $given } are given: { $signature }
}
said-unknown-argument = { $function } has no argument "{ $name }"
said-none-of-arguments = { $function } has no argument "{ $name }"; { $signature }
said-argument-twice = the argument "{ $name }" is given twice
said-argument-missing = { $function } also needs "{ $name }": { $signature }
said-argument-misfit = { $function } needs { $wanted } here, but this is { $is }
said-none-of-words = "{ $word }" is not known here; one of { $known } is
said-unknown-table = there is no look-up table "{ $name }"
said-no-such-table = there is no look-up table "{ $name }"; make it first
said-unknown-item-field = the items have no field "{ $field }"
said-two-rules-write = two rules write to "{ $field }"; remove one, or let one apply on create and the other on update only
said-overwrites = "{ $field }" and "{ $other }" overwrite one another
said-two-rules-called = two rules are called "{ $id }"; give this one an id of its own: id = "…"
said-empty-step = a destination path needs a name between its dots
said-nested-without-list = nested rules need "each" (an item for each) or "append" (one item)
said-no-list = "{ $field }" is no list, so it takes a value: from = "…"
said-lists-too-deep = lists in lists may be { $most } deep, not deeper
said-each-needs-list = "each" needs a list, but this is { $is }
said-name-taken = the name "{ $name }" is taken; call the item otherwise: as = "…"
said-no-item-name = "{ $name }" can't be the name of an item; use letters, digits and _
said-list-as-value = "{ $field }" is a list; fill it with a rule that has "each" or "append"
said-read-only = the destination's field "{ $field }" can't be written
said-unknown-target = the destination has no field "{ $field }"
said-target-misfit = the field "{ $field }" takes { $wanted }, but this gives { $is }
said-unknown-choice = "{ $value }" is not one of the values of "{ $field }"
said-none-of-choices = "{ $value }" is not one of the values of "{ $field }": { $known }
said-rule-failed = the rule for "{ $field }" could not be evaluated: { $what }
said-expression-failed = the expression "{ $text }" could not be evaluated: { $what }
said-in-argument = { $function }: { $subject } ({ $what })
said-in-function = { $function }: { $what }
said-function-needs-value = { $function } needs a value here
said-too-many-steps = this record needs too many steps; make the lists shorter or the rules simpler
said-text-too-long = the text is too long ({ $bytes } bytes, at most { $most } are allowed); shorten it with | truncate(…)
said-list-too-long = the list is too long ({ $items } items, at most { $most } are allowed)
said-too-long-here = the text is too long
said-pattern-too-long = text or pattern is too long
said-joined-too-long = the joined text is too long
said-replaced-too-long = the replaced text would be longer than { $most } bytes
said-field-empty = the field "{ $field }" is empty, but a value is needed; write { $field } | default(0) if nothing counts as zero
said-gives-nothing = "{ $text }" gives nothing, but a value is needed; put | default(0) after it if nothing counts as zero
said-no-number = { $subject } is { $found }, but a number is needed
said-in-nothing = "in" needs a list or text on its right, not { $found }
said-not-comparable = { $left } and { $right } can't be compared as more or less
said-list-needed = a list is needed, but this is { $found }
said-needed = { $wanted } is needed, not { $found }
said-count-needed = a number from 0 to { $most } is needed, not { $found }
said-one-of-needed = one of { $known } is needed
said-field-takes = the field takes { $wanted }, but this is { $found }
said-field-takes-text = the field takes text, but this is { $found }; put | join(', ') after it
said-divided-by-zero = { $sum }: nothing can be divided by zero
said-broken-exponent = { $sum }: the exponent must be a whole number
said-too-large = { $sum } is too large to be held exactly
said-sum-too-large = the sum is too large to be held exactly
said-amount-too-large = the amount is too large to be held exactly
said-item-empty = it is empty in item { $place }; add default=0 if nothing counts as zero
said-item-field-empty = "{ $field }" is empty in item { $place }; add default=0 if nothing counts as zero
said-item-no-number = a number is needed in item { $place }, not { $found }
said-unreadable-number = { $found } can't be read as a number
said-rate-above-one = a rate is a fraction (0.21), but this is { $rate }; divide a percentage by 100
said-rate-below-zero = a rate can't be below zero, but this is { $rate }
said-unknown-currency = a currency has a code of three letters (EUR), not "{ $code }"
said-day-needed = a day (2024-05-31) or moment (2024-05-31T14:00:00+02:00) is needed, not { $found }
said-unknown-zone = there is no time zone "{ $name }"; write one like Europe/Amsterdam
said-outside-calendar = this lies outside of the calendar (years -9999 to 9999)
said-bad-pattern = the pattern can't be used here
said-pattern-misfit = does not fit "{ $pattern }"
said-too-long-for-day = the text is too long to be a day or moment
said-ean-digits = 7, 11, 12 or 13 digits are needed
said-table-gone = there is no look-up table "{ $table }"
said-key-empty = the key for the look-up table "{ $table }" is empty; give the table a default if that may be so
said-row-missing = the look-up table "{ $table }" has no row for "{ $key }"; add it, or give the table a default
said-subject-field = the field "{ $text }"
said-subject-text = "{ $text }"
said-condition-holds = { $condition } holds
said-condition-fails = { $condition } does not hold
said-gives-value = { $text } gives { $value }
said-call-gives = { $function }({ $values }) gives { $value }
said-shape-anything = anything
said-shape-nothing = nothing
said-shape-text = text
said-shape-number = a number
said-shape-whole-number = a whole number
said-shape-yes-no = yes/no
said-shape-true-or-false = true or false
said-shape-yes-or-no = yes or no (true or false)
said-shape-day = a day
said-shape-moment = a moment
said-shape-day-or-moment = a day or moment
said-shape-list = a list
said-shape-list-of-texts = a list of texts
said-shape-list-or-text = a list or text
said-shape-group = a group of fields
said-shape-one-of-its-values = one of its values
said-value-nothing = nothing
said-value-yes = yes
said-value-no = no
said-value-number = { $number }
said-value-text = "{ $text }"
said-value-list = { $count ->
    [one] a list of 1 item
   *[other] a list of { $n } items
}
said-value-group = a group of fields
said-other-payment-status = Payment status is "{ $value }".
said-other-status = Status is "{ $value }".
said-credit-note = It is a credit note, and the destination knows none.
said-condition-false = The flow's own condition is not true for it.
