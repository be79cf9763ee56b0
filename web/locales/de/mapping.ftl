# Der Editor der Zuordnung, Probeläufe und Revisionen.
map-title = Zuordnung von { $name }
map-live-since = Revision { $number } ist live seit { $time }
map-history = Verlauf
map-history-title = Verlauf von { $name }
map-edit = Ändern
map-edit-draft = Am Entwurf weiterarbeiten
map-dry-run = Probelauf
map-publish = Veröffentlichen
map-somebody = ein früheres Mitglied
map-held-by = { $name } bearbeitet diesen Entwurf seit { $time }.
map-take-over = Übernehmen
map-take-over-hint = Beides bleibt erhalten: Das bisher Getippte wird beiseitegelegt und lässt sich wieder aufnehmen.
map-taken-over = { $name } hat diesen Entwurf jetzt. Was Sie getippt haben, liegt für Sie beiseite und lässt sich wieder aufnehmen.
map-stale = Revision { $number } wurde veröffentlicht, seit dieser Entwurf begann. Vergleichen Sie vor dem Veröffentlichen.
map-published-meanwhile = Inzwischen wurde Revision { $number } veröffentlicht. Ihre Änderungen liegen darüber; sehen Sie sich die Unterschiede an.
map-asides = { $count ->
    [one] Ein Entwurf liegt beiseite
   *[other] { $n } Entwürfe liegen beiseite
}
map-aside = Entwurf von { $name }, { $time }
map-aside-yours = Ihr Entwurf, { $time }
map-take-up = Aufnehmen
map-mistakes = { $count ->
    [one] Ein Fehler
   *[other] { $n } Fehler
}
map-record = Datensatz
map-record-show = Zeigen
map-record-failing = Ein fehlgeschlagener
map-record-missing = Kein solcher Datensatz wurde gefunden.
map-no-records = Durch diesen Flow kam noch kein Datensatz.
map-records-at = { $count } Datensätze, gelesen um { $time }
map-records-slow = Die Datensätze werden noch gelesen. Sehen Sie gleich noch einmal nach.
map-records-trouble = Die Datensätze lassen sich gerade nicht lesen: { $why }
map-fields-at = Felder gelesen um { $time }.
map-fields-slow = Das andere System braucht lange für die Antwort. Sehen Sie gleich noch einmal nach.
map-fields-trouble = Die Felder lassen sich gerade nicht lesen; die mitgelieferten werden gezeigt. { $why }
map-read-again = Neu lesen
map-act-create = würde angelegt
map-act-update = würde aktualisiert
map-tabs = Teile der Zuordnung
map-tab-rules = Regeln
map-tab-lines = Positionen
map-tab-unmapped = Nicht zugeordnet
map-tab-functions = Funktionen
map-rules = Regeln
map-functions-words = Funktionen ändern einen Wert unterwegs. Ein Feld, ein Strich und eine Funktion: order.customer.email | lower.
map-functions-guide = Die Anleitung zu Ausdrücken
map-function = Funktion
map-function-does = Was sie tut
map-function-example = Beispiel
map-function-gives = ergibt
map-source = Von { $system }
map-target = Nach { $system }
map-find-field = Feld suchen
map-only-filled = Nur gefüllte
map-find = Suchen
map-no-fields = Kein Feld passt.
map-source-canonical = Felder
map-source-raw = Wie die Quelle es hat (raw)
map-source-linked = Verknüpfte Datensätze
map-source-settings = Einstellungen
map-source-lookups = Nachschlagetabellen
map-filled = gefüllt in { $filled } von { $all }
map-used-by = { $count ->
    [one] Eine Regel liest es
   *[other] { $n } Regeln lesen es
}
map-rows = { $count ->
    [one] Eine Zeile
   *[other] { $n } Zeilen
}
map-kind-text = Text
map-kind-number = Zahl
map-kind-bool = ja oder nein
map-kind-date = Tag
map-kind-datetime = Zeitpunkt
map-kind-choice = Auswahl
map-kind-group = Gruppe
map-kind-list = Liste
map-kind-texts = Texte
map-kind-any = beliebig
map-kind-nothing = nichts
map-find-rule = Regel suchen
map-show = Zeigen
map-only-all = Alle
map-only-yours = Nur eigene
map-only-wrong = Nur mit Problemen
map-clear = Filter leeren
map-unsaved = Noch nicht gespeichert
map-preview-unreachable = Die Vorschau antwortet nicht. Tippen Sie weiter; „Entwurf speichern“ zeigt es auch.
map-refused = Das Ziel würde es ablehnen:
map-refused-missing = es ist Pflicht und leer
map-refused-choice = „{ $value }“ ist keiner seiner Werte: { $allowed }
map-refused-kind = hier passt: { $kind }
map-refused-long = es fasst höchstens { $most } Zeichen
map-suggestion = Nehmen:
map-save-draft = Entwurf speichern
map-no-draft = Noch nichts geändert. Was Sie speichern, ist ein Entwurf; Datensätze laufen nach der Live-Revision weiter.
map-draft-kept = Entwurf gespeichert { $time }
map-draft-saved = Der Entwurf ist gespeichert.
map-draft-yours = Der Entwurf gehört jetzt Ihnen.
map-draft-discarded = Der Entwurf ist verworfen.
map-draft-changed = Der Entwurf hat sich geändert, seit Sie ihn ansahen. So ist er jetzt.
map-discard = Verwerfen
map-unmapped-none = Jedes Feld des Ziels hat eine Regel.
map-custom = Eigenes Feld
map-add-rule = Regel hinzufügen
map-add-to = Zielfeld
map-add-under = Liste
map-add = Hinzufügen
map-add-needs-field = Nennen Sie das Zielfeld der neuen Regel.
map-no-rules = Keine Regel passt.
map-removed = { $count ->
    [one] Eine Standardregel ist abgeschaltet
   *[other] { $n } Standardregeln sind abgeschaltet
}
map-take-default = Standard wiederherstellen
map-default-is = Standard:
map-badge-default = Standard
map-badge-yours = Ihre
map-badge-new = Neu
map-badge-gone = Feld gibt es nicht mehr
map-one-item = Ein weiterer Eintrag der Liste.
map-expression = Ausdruck
map-expression-of = Ausdruck für { $field }
map-condition = Nur wenn
map-condition-hint = Entfällt, wo das nicht wahr ist. Leer: immer.
map-item-name = Jeder Eintrag heißt { $name }.
map-on-create = Anlegen
map-on-update = Aktualisieren
map-only-create = nur beim Anlegen
map-only-update = nur beim Aktualisieren
map-never = abgeschaltet
map-when = wenn
map-up = { $field } nach oben
map-down = { $field } nach unten
map-remove = Entfernen
map-remove-of = Regel für { $field } entfernen
map-explain = Bedingung und Erklärung
map-came-nothing = bei diesem Datensatz nicht erreicht
map-came-times = { $count ->
    [one] einmal
   *[other] der erste von { $n }
}
map-came-items = { $count ->
    [one] Ein Eintrag
   *[other] { $n } Einträge
}
map-came-left-out = leer, entfällt also
map-came-skipped = die Bedingung ist nicht wahr
map-came-other-act = nicht für diesen Vorgang
map-strays = Diese Änderungen gehören zu Regeln, die nicht mehr mitgeliefert werden: { $rules }
map-all = Alle Zuordnungen
map-none = Noch ist nichts zugeordnet.
map-none-words = Jeder Flow bringt eine funktionierende Zuordnung mit; hier sehen und ändern Sie sie.
map-none-do = Zwei Systeme verbinden
map-flow = Flow
map-revision = Revision
map-revision-n = Revision { $number }
map-yours = Eigene Regeln
map-draft-of = Entwurf von { $name }
map-dry-title = Probelauf von { $name }
map-dry-words = { $count ->
    [one] Der neueste Datensatz durch die Live-Regeln und den Entwurf. Nichts wird gesendet.
   *[other] Die neuesten { $n } Datensätze durch die Live-Regeln und den Entwurf. Nichts wird gesendet.
}
map-back-to-draft = Zurück zum Entwurf
map-dry-failing = Neu fehlschlagend
map-dry-passing = Neu bestehend
map-dry-changed = Geändert
map-dry-same = Gleich
map-dry-records = Datensätze
map-dry-how = Die Datensätze wurden neu aus der Quelle gelesen.
map-dry-none = So ergeht es keinem Datensatz.
map-dry-now = Live, Revision { $number }
map-dry-draft = Mit dem Entwurf
map-dry-open = Im Editor öffnen
map-dry-is-same = Gleich
map-dry-is-changed = Geändert
map-dry-is-failing = Schlägt fehl
map-dry-is-passing = Besteht
map-dry-sent = Gesendet
map-dry-skipped = Übersprungen: { $why }
map-dry-failed = Schlägt fehl: { $why }
map-dry-more = { $count ->
    [one] und ein weiteres Feld
   *[other] und { $n } weitere Felder
}
map-note = Was sich geändert hat
map-note-hint = Ihre Kolleginnen und Kollegen lesen es im Verlauf.
map-newly-failing-ask = { $count ->
    [one] Ein Datensatz, der jetzt besteht, würde fehlschlagen. Sehen Sie ihn an, oder sagen Sie, dass Sie trotzdem veröffentlichen.
   *[other] { $n } Datensätze, die jetzt bestehen, würden fehlschlagen. Sehen Sie sie an, oder sagen Sie, dass Sie trotzdem veröffentlichen.
}
map-publish-anyway = { $count ->
    [one] Veröffentlichen, obwohl ein Datensatz fehlschlagen würde
   *[other] Veröffentlichen, obwohl { $n } Datensätze fehlschlagen würden
}
map-publish-over = Über das inzwischen Veröffentlichte hinweg veröffentlichen
map-publish-do = Veröffentlichen
map-publish-hint = Der nächste Datensatz nutzt es. Sie können jederzeit zurück.
map-nothing-changed = Der Entwurf sagt dasselbe wie die Live-Revision.
map-already-published = Revision { $number } ist schon live.
map-already-live = Revision { $number } sagt, was live ist.
map-published = Revision { $number } ist live.
map-not-published = Nichts wurde veröffentlicht. { $why }
map-sent-again = { $count ->
    [one] Ein Datensatz wird noch einmal gesendet.
   *[other] { $n } Datensätze werden noch einmal gesendet.
}
map-back-to = Zurück zu Revision { $number }
map-by = Von
map-since = Seit
map-is-live = Live
map-compare = Vergleichen
map-compare-from = Von
map-compare-to = Nach
map-compare-do = Vergleichen
map-compare-same = Beide sagen dasselbe.
map-bisect = Welche Revision war schuld?
map-bisect-words = Führt einen Datensatz durch alle Revisionen und markiert die erste, die ihn bricht oder ändert.
map-bisect-do = Alle durchgehen
map-bisect-always = Jede Revision scheitert daran: Es liegt nicht an den Regeln.
map-bisect-broke = Revision { $number } ist die erste, die fehlschlägt.
map-bisect-changed = Revision { $number } ist die letzte, die ihn geändert hat.
map-bisect-same = Alle Revisionen machen dasselbe daraus.
map-roll-back = Zu dieser Revision zurück
map-roll-back-returns = Regeln, Filter und Einstellungen werden wieder, wie sie waren.
map-roll-back-stays = Werte der Nachschlagetabellen, Verbindungen und gesendete Datensätze bleiben, wie sie sind.
map-roll-back-changes = { $count ->
    [one] Ein Unterschied zu dem, was live ist
   *[other] { $n } Unterschiede zu dem, was live ist
}
map-roll-back-again = { $count ->
    [one] Den seitdem gekommenen Datensatz noch einmal senden
   *[other] Die { $n } seitdem gekommenen Datensätze noch einmal senden
}
map-roll-back-again-hint = Sie werden neu aus der Quelle gelesen.
map-roll-back-cut = Es können mehr sein; gezählt sind die neuesten.
map-roll-back-do = Zurück zu Revision { $number }
map-roll-back-new = Sie wird Revision { $number }.
map-field-new = Neues Feld in { $system }
map-field-label = Bezeichnung
map-field-label-hint = Was die Leute sehen.
map-field-name = Name
map-field-name-hint = Kleinbuchstaben, Ziffern und Unterstriche; leer wird er aus der Bezeichnung gemacht.
map-field-kind = Enthält
map-field-lines = Für die Positionen einer Bestellung
map-field-consent = Dieses Feld in { $system } anlegen
map-field-consent-hint = Es wird in Ihrem Konto in der Gruppe Kopru angelegt und bleibt dort.
map-field-do = Feld anlegen
map-field-made = Das Feld { $name } ist da.
map-field-refused = { $system } hat das Feld nicht angelegt.
map-field-needs-label = Das Feld braucht eine Bezeichnung.
map-field-name-wrong = Ein Name hat Kleinbuchstaben, Ziffern und Unterstriche und beginnt mit einem Buchstaben.
map-field-kind-wrong = Wählen Sie, was es enthält.
map-field-needs-consent = Sagen Sie, dass es in Ihrem Konto angelegt werden darf.
map-filter-wrong = Die Bedingung des Flows stimmt nicht: { $what }
map-setting-wrong = Eine Einstellung des Flows hat einen Wert, den sie nicht haben kann. Sehen Sie die Einstellungen des Flows an.
map-unreadable = Die Zuordnung lässt sich nicht lesen. Gehen Sie zu einer früheren Revision zurück.
map-applied-from-file = aus einer Workspace-Datei übernommen
