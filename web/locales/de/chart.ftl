chart-table = Diese Zahlen als Tabelle
chart-table-below = Dieselben Zahlen stehen in der Tabelle darunter.
chart-gap = Noch nicht eingerichtet
chart-changes = Was sich inzwischen änderte
chart-per-hour = Datensätze je Stunde
chart-per-day = Datensätze je Tag
chart-hour = Stunde
chart-day = Tag
chart-records = { $count ->
    [one] { $n } Datensatz in den { $range }, { $failed } fehlgeschlagen
   *[other] { $n } Datensätze in den { $range }, { $failed } fehlgeschlagen
}
range-24h = letzten 24 Stunden
range-7d = letzten 7 Tagen
range-30d = letzten 30 Tagen
change-flow-made = „{ $flow }“ wurde hinzugefügt
change-published = Revision { $number } von „{ $flow }“ wurde veröffentlicht
change-connection-renewed = Bei „{ $name }“ angemeldet
change-connection-removed = „{ $name }“ wurde getrennt
change-flow-paused = „{ $name }“ wurde pausiert
change-flow-resumed = „{ $name }“ läuft weiter
change-lookup = Die Nachschlagetabelle „{ $name }“ wurde bearbeitet
range-24h-short = 24 Stunden
range-7d-short = 7 Tage
range-30d-short = 30 Tage
