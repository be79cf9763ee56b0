chart-table = Deze cijfers als tabel
chart-table-below = Dezelfde cijfers staan in de tabel hieronder.
chart-gap = Nog niet ingericht
chart-changes = Wat er intussen veranderde
chart-per-hour = Records per uur
chart-per-day = Records per dag
chart-hour = Uur
chart-day = Dag
chart-records = { $count ->
    [one] { $n } record in de { $range }, { $failed } mislukt
   *[other] { $n } records in de { $range }, { $failed } mislukt
}
range-24h = laatste 24 uur
range-7d = laatste 7 dagen
range-30d = laatste 30 dagen
change-flow-made = "{ $flow }" is toegevoegd
change-published = Revisie { $number } van "{ $flow }" is gepubliceerd
change-connection-renewed = Ingelogd bij "{ $name }"
change-connection-removed = De verbinding "{ $name }" is verbroken
change-flow-paused = "{ $name }" is gepauzeerd
change-flow-resumed = "{ $name }" gaat verder
change-lookup = De opzoektabel "{ $name }" is bewerkt
range-24h-short = 24 uur
range-7d-short = 7 dagen
range-30d-short = 30 dagen
