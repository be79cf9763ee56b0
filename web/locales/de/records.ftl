records-title = Datensätze
records-lead = Was ankam, was gesendet wurde, und warum
records-any-flow = Alle Flows
records-any-outcome = Jedes Ergebnis
records-any-reason = Jeder Grund
records-period-all = Alles, was aufbewahrt ist
records-period-hour = Letzte Stunde
records-period-today = Heute
records-period-day = Letzte 24 Stunden
records-period-week = Letzte 7 Tage
records-flow = Flow
records-outcome = Ergebnis
records-reason = Grund
records-period = Zeit
records-filter = Filtern
records-filter-clear = Filter löschen
records-col-record = Datensatz
records-col-why = Warum
records-col-when = Wann
records-col-took = Dauer
records-choose = Auswählen
records-removed-flow = entfernter Flow
records-empty = Die erste Bestellung erscheint hier in Sekunden
records-empty-words = Sobald sich in einem verbundenen Shop eine Bestellung, ein Kunde oder ein Produkt ändert, steht hier, was daraus wurde.
records-none = Keine passenden Datensätze
records-none-words = Nichts, was aufbewahrt ist, passt zu diesem Filter. Datensätze bleiben so viele Tage, wie Sie eingestellt haben.
records-none-found = Unter "{ $words }" ist nichts aufbewahrt
records-none-found-words = Bestellnummern, E-Mail-Adressen und SKUs werden genau so gefunden, wie sie geschrieben sind, solange der Datensatz aufbewahrt ist.
records-new = Neue Datensätze zeigen
records-live = Live
records-live-paused = { $count ->
    [one] { $n } neuer Datensatz
   *[other] { $n } neue Datensätze
}
records-live-broken = Live ist unterbrochen, neuer Versuch läuft
records-newest = Zum neuesten
records-csv = Als CSV herunterladen
records-send-again = Erneut senden
records-set-aside = Beiseitelegen
records-nothing-chosen = Es war nichts ausgewählt, also wurde nichts gesendet.
records-sent-again = { $count ->
    [one] { $n } Datensatz wird erneut gesendet.
   *[other] { $n } Datensätze werden erneut gesendet.
}
records-were-set-aside = { $count ->
    [0] Keiner davon war offen.
    [one] { $n } Datensatz wurde beiseitegelegt.
   *[other] { $n } Datensätze wurden beiseitegelegt.
}
record-in = { $label } nach { $to }
record-key = Schlüssel in der Quelle
record-remote-id = Id am Ziel
record-amount = Betrag
record-try = Versuch
record-took = Dauer
record-when = Wann
record-by = Mit Revision
record-steps = Auf dem Weg
record-came-in = Angekommen
record-came-in-hint = wie die Quelle ihn hat
record-mapped = Zugeordnet
record-mapped-hint = was die Regeln daraus machten
record-sent = Gesendet
record-sent-hint = wie gesendet wurde
record-answered = Geantwortet
record-answered-hint = wie es zurückkam
record-nothing = Nichts
record-cut = Nur der Anfang wird gezeigt; die API gibt alles.
record-gone = Was zwischen beiden Seiten ging, wird nicht mehr aufbewahrt
record-gone-words = Es wurde wie eingestellt nach { $days } Tagen gelöscht. Sie können den Datensatz neu aus der Quelle lesen lassen.
record-read-anew = Neu lesen und senden
record-history = Seine Geschichte
record-this = Dieser
record-why-fields = Warum diese Werte
record-why-fields-lead = Zu jedem Wert: die Regel, die ihn machte, und was sie las
record-field = Feld
record-value = Wert
record-rule = Regel
record-reads = Liest
record-explain = Werte erklären
record-explain-words = Der Datensatz wird aus der Quelle gelesen, wie er jetzt ist, und die geltenden Regeln werden angewandt. Es wird nichts gesendet.
record-explain-slow = Die Quelle antwortet nicht. Versuchen Sie es gleich noch einmal.
record-explain-gone = Der Datensatz ist nicht mehr in der Quelle; es gibt nichts zu erklären.
record-mapping = Zuordnung öffnen
step-read = Aus der Quelle gelesen
step-references = Kunde und Produkte
step-looked-up = Nachgesehen
step-mapped = Zugeordnet
step-sent = Gesendet
failures-title = Fehlgeschlagene Datensätze
failures-lead = Eine Zeile je Ursache, mit dem, was sie behebt
failures-none = Nichts ist fehlgeschlagen
failures-none-words = Jeder Datensatz kam durch oder wurde mit Absicht ausgelassen.
failures-count = { $count ->
    [one] { $n } Datensatz
   *[other] { $n } Datensätze
}
failures-since = seit { $at }
failures-last = zuletzt { $at }
failures-change = Bevor es begann: { $what }, { $at }
failures-change-revision = Revision { $n } von { $flow } wurde veröffentlicht
failures-show = Zeigen
failures-retry = Alle erneut senden
failures-newest = Der neueste
run-title = Lauf von { $flow }
run-asked = Angefragt
run-finished = Fertig
run-total = Datensätze
run-calls-source = Aufrufe an die Quelle
run-calls-destination = Aufrufe an das Ziel
run-calls-each = Aufrufe je Datensatz
run-records = Seine Datensätze zeigen
run-cancel = Abbrechen
run-progress = { $done } von { $total }
run-state-waiting = Wartet, bis er an der Reihe ist
run-state-reading = Sucht Datensätze
run-state-working = Arbeitet
run-state-finished = Fertig
run-state-failed = Fehlgeschlagen
run-state-cancelled = Abgebrochen
run-cancelled = Der Lauf wurde abgebrochen. Was gesendet ist, bleibt gesendet.
run-leave = Sie können diese Seite verlassen; der Lauf geht weiter.
run-trigger-by-hand = von Hand
run-trigger-load = Laden der Vergangenheit
run-trigger-replay = erneut gesendet
run-trigger-poll = durch einen Blick in die Quelle
run-trigger-schedule = nach Zeitplan
failures-mend-connections = Verbindungen ansehen
failures-mend-settings = Einstellungen öffnen
failures-none-left = Von dieser Ursache ist nichts mehr zu senden.
