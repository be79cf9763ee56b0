overview-all-run = Alle Flows laufen.
overview-no-flows = Kein Flow ist eingerichtet.
overview-some-paused = { $count ->
    [one] { $n } Flow ist pausiert.
   *[other] { $n } Flows sind pausiert.
}
overview-some-stopped = { $count ->
    [one] { $n } Flow wartet auf Sie.
   *[other] { $n } Flows warten auf Sie.
}
overview-today = { $count ->
    [one] { $n } Datensatz heute
   *[other] { $n } Datensätze heute
}
overview-need-you = { $count ->
    [one] { $n } braucht Sie.
   *[other] { $n } brauchen Sie.
}
overview-none-needs-you = keiner braucht Sie.
overview-look-at = Die { $n } ansehen
overview-attention = Braucht Sie
overview-since = Seit
overview-seen = { $n }-mal
overview-more-alerts = { $count ->
    [one] { $n } weitere Meldung
   *[other] { $n } weitere Meldungen
}
overview-cure-look = Ansehen
overview-begin = Noch ist nichts verbunden
overview-begin-words = In etwa fünf Minuten kommt Ihre erste Bestellung in HubSpot an: Verbinden Sie Shop und CRM, wählen Sie, was fließt, und testen Sie es mit einem Datensatz.
overview-begin-do = Einrichten
overview-begin-viewer = Wer bearbeiten darf, kann es einrichten.
overview-first = Warten auf die erste Bestellung
overview-first-words = Alles ist bereit. Geben Sie in Ihrem Shop eine Testbestellung auf: Sie erscheint hier binnen Sekunden.
overview-first-do = Beim Ankommen zusehen
overview-tiles = Was es heute wert ist
overview-delivered = Heute zugestellte Datensätze
overview-success = Erfolgsquote heute
overview-success-made-of = { $delivered } zugestellt, { $failed } fehlgeschlagen; Übersprungene zählen nicht
overview-turnover = Wert der heute übertragenen Bestellungen
overview-turnover-made-of = { $count ->
    [one] { $n } Bestellung, je Währung, nie umgerechnet
   *[other] { $n } Bestellungen, je Währung, nie umgerechnet
}
overview-time-saved = Heute gesparte Zeit
overview-time-saved-made-of = { $records } Datensätze × { $minutes } Min.
overview-minutes-change = Minuten ändern
overview-minutes = Minuten je Datensatz von Hand
overview-minutes-hint = So lange dauert das Abtippen eines Datensatzes: 3 oder 1,5
overview-minutes-wrong = Minuten sind eine Zahl von 0 bis 480, etwa 3 oder 1,5.
overview-minutes-kept = Die Minuten je Datensatz sind gespeichert.
overview-delay = Verzögerung heute, Median
overview-delay-made-of = Von der Änderung bis zur Zustellung; 95 von 100 binnen { $p95 }
overview-delay-none = Von der Änderung bis zur Zustellung; heute noch keine
overview-as-week-before = Wie letzten { $weekday } um diese Zeit
overview-more-than-week-before = { $share } mehr als letzten { $weekday } um diese Zeit
overview-less-than-week-before = { $share } weniger als letzten { $weekday } um diese Zeit
overview-over-time = Datensätze im Zeitverlauf
overview-range = Wie weit zurück
overview-all-flows = Alles zu Flows
duration-minutes = { $minutes } Min.
duration-hours = { $hours } Std. { $minutes } Min.
weekday-1 = Montag
weekday-2 = Dienstag
weekday-3 = Mittwoch
weekday-4 = Donnerstag
weekday-5 = Freitag
weekday-6 = Samstag
weekday-7 = Sonntag
outcome-delivered = Zugestellt
overview-created = { $number } angelegt
overview-updated = { $number } aktualisiert
overview-skipped = { $number } übersprungen
overview-failed = { $number } fehlgeschlagen
calls-title = Aufrufe an andere Systeme
calls-today = Heute: { $ours } von uns, { $others } von anderen Apps
calls-per-record = { $calls } Aufrufe je Datensatz
calls-forecast = Etwa { $calls } bis Mitternacht (UTC), im Tempo der letzten Stunden
calls-forecast-of = Etwa { $calls } von { $limit } bis Mitternacht (UTC), im Tempo der letzten Stunden
calls-blocked = Das Limit ist erreicht. Es geht von selbst weiter um { $time }.
calls-limit = { $used } von { $limit } in { $length }
calls-seconds = { $seconds } s
calls-minutes = { $minutes } Min.
calls-hours = { $hours } Std.
calls-reserve = { $percent } % bleiben für andere Apps
calls-reserve-label = Für andere Apps
calls-reserve-hint = Wir nutzen nie mehr als den Rest jedes Limits, damit Ihre anderen Apps nicht abgewiesen werden.
calls-reserve-kept = { $percent } % der Aufrufe bleiben für andere Apps.
