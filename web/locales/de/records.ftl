records-filter = Datensätze filtern
records-filter-do = Anzeigen
records-clear = Filter löschen
records-search-hint = Exakt: Bestellnummer, E-Mail, SKU oder Kennung im anderen System
records-any = Alle
records-time = Zeit
records-record = Datensatz
records-flow = Flow
records-outcome = Ergebnis
records-reason = Warum
records-took = Dauer
records-took-ms = Dauer (ms)
records-last = Zuletzt (Stunde)
records-period = Zeitraum
period-all = Alles Aufbewahrte
period-today = Heute
period-yesterday = Gestern
period-week = Letzte 7 Tage
period-month = Letzte 30 Tage
records-dates = Von Tag bis Tag
records-from = Von
records-to = Bis einschließlich
records-views-of = Ansichten
records-as-list = Liste
records-by-reason = Nach Grund
records-of-run = Eines Laufs
records-of-revision = Einer Revision
records-chip-remove = Diesen Filter entfernen: { $filter }
records-view-save = Diese Ansicht sichern
records-view-name = Name der Ansicht
records-view-remove = Diese Ansicht vergessen
records-view-saved = Gesichert als „{ $name }“.
records-view-removed = „{ $name }“ ist vergessen.
records-view-unnamed = Eine Ansicht braucht einen Namen.
records-none-match = Keine passenden Datensätze
records-none-yet = Die erste Bestellung erscheint hier binnen Sekunden
records-none-yet-words = Verbinden Sie einen Shop und ein CRM und starten Sie einen Flow: Jede geänderte Bestellung, jeder Kunde und jedes Produkt steht hier mit dem Ergebnis.
records-to-start = Ersten Flow einrichten
records-without-period = { $count ->
    [one] Einer ohne den Zeitfilter
   *[other] { $n } ohne den Zeitfilter
}
records-without-reason = { $count ->
    [one] Einer ohne den Grund
   *[other] { $n } ohne den Grund
}
records-without-outcome = { $count ->
    [one] Einer ohne das Ergebnis
   *[other] { $n } ohne das Ergebnis
}
records-without-flow = { $count ->
    [one] Einer ohne den Flow
   *[other] { $n } ohne den Flow
}
records-without-run = { $count ->
    [one] Einer ohne den Lauf
   *[other] { $n } ohne den Lauf
}
records-without-revision = { $count ->
    [one] Einer ohne die Revision
   *[other] { $n } ohne die Revision
}
records-more-without = Mehr als { $n } mit weniger Filtern
records-show-new = Neue Datensätze anzeigen
records-new = { $count ->
    [one] Ein neuer Datensatz
   *[other] { $n } neue Datensätze
}
records-live-on = Live: Neue Datensätze erscheinen von selbst
records-live-lost = Live ist unterbrochen, neuer Versuch
records-select = { $record } auswählen
records-selected = Ausgewählt
records-n-selected = ausgewählt
records-with-selected = Mit der Auswahl:
records-none-selected = Wählen Sie zuerst mindestens einen Datensatz aus.
records-send-again = Erneut senden
records-set-aside = Beiseitelegen
records-because = Begründung (freiwillig)
records-export = Als CSV exportieren
records-pages = Seiten
records-replayed-in-runs = { $count ->
    [one] In einem Lauf erneut gesendet.
   *[other] In { $n } Läufen erneut gesendet.
}
records-set-aside-done = { $count ->
    [0] Keiner davon war offen.
    [one] Ein Datensatz ist beiseitegelegt.
   *[other] { $n } Datensätze sind beiseitegelegt.
}
record-order = Bestellung { $name }
record-customer = Kunde { $name }
record-product = Produkt { $name }
record-stock = Bestand von { $name }
record-invoice = Rechnung { $name }
record-flow-removed = Entfernter Flow
record-key = Schlüssel in der Quelle
record-detail = Einzelheiten
record-remote-id = Kennung am Ziel
record-amount = Betrag
record-currency = Währung
run-progress = { $done } von { $total } Datensätzen
run-reading = Liest
run-finished = Fertig
run-failed = Durch einen Fehler beendet
run-cancelled = Abgebrochen
run-load = Laden
run-replay = Erneut gesendet
run-by-hand = Lauf von Hand
run-remaining = Bei diesem Tempo noch etwa { $time }
run-you-may-leave = Sie können diese Seite verlassen; der Lauf geht weiter.
run-asked-at = Angefordert
run-ended-at = Beendet
run-took = Dauer
run-source-calls = Aufrufe an die Quelle
run-destination-calls = Aufrufe an das Ziel
run-calls-per-record = Aufrufe je Datensatz
run-records = Datensätze dieses Laufs
run-cancel = Lauf abbrechen
run-cancelled-toast = Der Lauf ist abgebrochen; Gesendetes bleibt.
failures = Fehlschläge
failures-mend = Beheben
failures-none = Nichts schlägt fehl
failures-none-words = Nicht zustellbare Datensätze stehen hier nach Ursache, mit der Schaltfläche, die sie behebt.
failures-total = { $count ->
    [one] Ein Datensatz braucht Sie
   *[other] { $n } Datensätze brauchen Sie
}
failures-of-reason = { $count ->
    [one] { $reason }: ein Datensatz
   *[other] { $reason }: { $n } Datensätze
}
failures-lookup = { $count ->
    [one] Die Tabelle „{ $table }“ hat keine Zeile für „{ $key }“: ein Datensatz
   *[other] Die Tabelle „{ $table }“ hat keine Zeile für „{ $key }“: { $n } Datensätze
}
failures-since = seit { $since }, zuletzt { $last }
failures-example = Ein Beispiel
failures-send-again = { $count ->
    [one] Erneut senden
   *[other] Alle { $n } erneut senden
}
failures-records = Datensätze anzeigen
failures-none-left = Von dieser Ursache ist nichts mehr offen.
failures-mending = { $flow }: { $done } von { $total } erneut gesendet
failures-after-revision = Vor dem ersten, { $at }: Revision { $number } veröffentlicht.
failures-after-act = Vor dem ersten, { $at }: { $act } ({ $by }).
failures-look-at-change = Änderung ansehen
act-lookup = eine Nachschlagetabelle wurde geändert
act-connection = eine Verbindung wurde geändert
act-flow = ein Flow wurde geändert
act-settings = eine Einstellung wurde geändert
mend-lookup = Zeile ergänzen
mend-sign-in = Erneut anmelden
mend-rule = Regel öffnen
mend-settings = Einstellungen öffnen
record-waited = { $time } gewartet
note-found = am Ziel gefunden
note-not-found = am Ziel nicht vorhanden
note-by = von { $who }
step-edited = Von Hand bearbeitet
step-kept = So genommen, wie aufbewahrt
record-edit = Bearbeiten und senden
record-other-ways = Andere Wege
record-ways-words = „Erneut senden“ liest den Datensatz neu aus der Quelle und wendet die jetzigen Regeln an. Diese Wege weichen davon einmalig ab:
record-way-kept = Senden, was damals entstand
record-way-revision = Neu lesen, nach Revision { $number }
record-is-set-aside = Er wurde beiseitegelegt.
record-is-set-aside-because = Er wurde beiseitegelegt: { $because }
record-related = Zugehöriges finden
record-compare = Vergleichen mit
record-compare-do = Unterschied zeigen
record-differences = Anders als die Fassung vom { $at }
record-no-difference = Beide Fassungen sind gleich oder werden nicht mehr aufbewahrt.
record-then = Dort
record-here = Hier
payload-search = Darin suchen
payload-copy = Alles kopieren
payload-copy-value = Wert kopieren
payload-raw = Als Text
payload-tree = Als Baum
edit-title = Bearbeiten und einmal senden
edit-lead = Ändern Sie das Dokument für das Ziel einmalig. Quelle und Regeln bleiben, wie sie sind; der Datensatz wird als von Ihnen bearbeitet markiert.
edit-document = Das Dokument
edit-hint = JSON mit den Feldern des Ziels. Summen werden weiterhin geprüft.
edit-send = Dies einmal senden
edit-no-json = Zeile { $line }, Spalte { $column }: Das lässt sich nicht als JSON lesen.
edit-no-object = Nötig ist ein Objekt mit mindestens einem Feld.
edit-no-field = Das Ziel hat kein Feld „{ $field }“.
edit-often = { $count ->
    [one] „{ $field }“ wurde einmal von Hand geändert.
   *[other] „{ $field }“ wurde { $n }-mal von Hand geändert.
}
edit-make-rule = Daraus eine Regel machen
record-in = { $label } nach { $to }
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
record-to-rule = Diese Regel öffnen
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
