overview-all-run = All flows run.
overview-no-flows = No flow is set up.
overview-some-paused = { $count ->
    [one] { $n } flow is paused.
   *[other] { $n } flows are paused.
}
overview-some-stopped = { $count ->
    [one] { $n } flow waits for you.
   *[other] { $n } flows wait for you.
}
overview-today = { $count ->
    [one] { $n } record today
   *[other] { $n } records today
}
overview-need-you = { $count ->
    [one] { $n } needs you.
   *[other] { $n } need you.
}
overview-none-needs-you = none needs you.
overview-look-at = Look at the { $n }
overview-attention = Needs you
overview-since = Since
overview-seen = { $n } times
overview-more-alerts = { $count ->
    [one] { $n } more alert
   *[other] { $n } more alerts
}
overview-cure-look = Look at it
overview-begin = Nothing is connected yet
overview-begin-words = In about five minutes your first order arrives in HubSpot: connect your shop and your CRM, choose what flows, test it on one record.
overview-begin-do = Set it up
overview-begin-viewer = Someone who may edit can set it up.
overview-first = Waiting for the first order
overview-first-words = Everything is ready. Place a test order in your shop: it appears here within seconds.
overview-first-do = Watch it arrive
overview-tiles = What it is worth today
overview-delivered = Records delivered today
overview-success = Success rate today
overview-success-made-of = { $delivered } delivered, { $failed } failed; skipped ones don't count
overview-turnover = Value of orders synced today
overview-turnover-made-of = { $count ->
    [one] { $n } order, per currency, never converted
   *[other] { $n } orders, per currency, never converted
}
overview-time-saved = Time saved today
overview-time-saved-made-of = { $records } records × { $minutes } min each
overview-minutes-change = Change the minutes
overview-minutes = Minutes per record by hand
overview-minutes-hint = What someone would take to type one over: 3 or 1.5
overview-minutes-wrong = Minutes are a number from 0 to 480, such as 3 or 1.5.
overview-minutes-kept = The minutes per record are kept.
overview-delay = Delay today, median
overview-delay-made-of = From change to delivery; 95 of 100 within { $p95 }
overview-delay-none = From change to delivery; none yet today
overview-as-week-before = As last { $weekday } by this hour
overview-more-than-week-before = { $share } more than last { $weekday } by this hour
overview-less-than-week-before = { $share } less than last { $weekday } by this hour
overview-over-time = Records over time
overview-range = How far back
overview-all-flows = All about flows
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
outcome-delivered = Delivered
overview-created = { $number } created
overview-updated = { $number } updated
overview-skipped = { $number } skipped
overview-failed = { $number } failed
calls-title = Calls to other systems
calls-today = Today: { $ours } by us, { $others } by other apps
calls-per-record = { $calls } calls a record
calls-forecast = About { $calls } by midnight (UTC), at the pace of the last hours
calls-forecast-of = About { $calls } of { $limit } by midnight (UTC), at the pace of the last hours
calls-blocked = Its limit is reached. We go on by ourselves at { $time }.
calls-limit = { $used } of { $limit } in { $length }
calls-seconds = { $seconds } s
calls-minutes = { $minutes } min
calls-hours = { $hours } h
calls-reserve = { $percent } % is left for other apps
calls-reserve-label = Left for other apps
calls-reserve-hint = We never use more than the rest of each limit, so that your other apps are not refused.
calls-reserve-kept = { $percent } % of the calls are left for other apps.
