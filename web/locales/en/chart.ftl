chart-table = These numbers as a table
chart-table-below = The same numbers stand in the table below.
chart-gap = Not set up yet
chart-changes = What changed meanwhile
chart-per-hour = Records per hour
chart-per-day = Records per day
chart-hour = Hour
chart-day = Day
chart-records = { $count ->
    [one] { $n } record in the { $range }, { $failed } failed
   *[other] { $n } records in the { $range }, { $failed } failed
}
range-24h = last 24 hours
range-7d = last 7 days
range-30d = last 30 days
change-flow-made = "{ $flow }" was added
change-published = Revision { $number } of "{ $flow }" was published
change-connection-renewed = Signed in to "{ $name }"
change-connection-removed = "{ $name }" was disconnected
change-flow-paused = "{ $name }" was paused
change-flow-resumed = "{ $name }" goes on
change-lookup = The look-up table "{ $name }" was edited
range-24h-short = 24 hours
range-7d-short = 7 days
range-30d-short = 30 days
