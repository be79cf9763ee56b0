# Nachschlagetabellen.
look-title = Nachschlagetabellen
look-all = Alle Tabellen
look-none = Noch keine Tabelle. Regeln fragen Tabellen nach ihrem Namen: lookup('stages').
look-table = Tabelle
look-rows = Zeilen
look-gaps = Gefragte fehlende Schlüssel
look-shared = alle Flows
look-owned = nur { $flow }
look-new = Neue Tabelle
look-name = Name
look-name-hint = Wie Regeln ihn schreiben: Kleinbuchstaben, Ziffern und Unterstriche.
look-name-wrong = Ein Name hat Kleinbuchstaben, Ziffern und Unterstriche und beginnt mit einem Buchstaben.
look-name-taken = Eine Tabelle dieses Namens gibt es schon.
look-whose = Genutzt von
look-make = Tabelle anlegen
look-made = Die Tabelle ist da. Fügen Sie ihre Zeilen hinzu.
look-key-n = Schlüssel { $number }
look-value = Wert
look-value-for = Wert für { $key }
look-default = Alle anderen Schlüssel
look-no-default = keiner: ein solcher Datensatz schlägt fehl
look-missing = Schlüssel, die echten Datensätzen fehlten
look-missing-words = Sie bekamen den Wert für „alle anderen Schlüssel“ oder schlugen fehl.
look-asked = { $count ->
    [one] einmal gefragt
   *[other] { $n }-mal gefragt
}
look-again = { $count ->
    [one] den Datensatz noch einmal senden
   *[other] die { $n } Datensätze noch einmal senden
}
look-gap-needs-value = Geben Sie einen Wert für { $key } an.
look-gap-by-hand = Fügen Sie { $key } in der Tabelle Spalte für Spalte hinzu.
look-gap-added = { $key } hat jetzt eine Zeile.
look-cut = Hier stehen die ersten 200 von { $n } Zeilen. Exportieren und importieren Sie den Rest.
look-grid-hint = Eine Zeile, in der nichts steht, wird entfernt. Leere Zeilen am Ende sind für neue; für mehr speichern Sie.
look-needs-key = Diese Zeile braucht einen Schlüssel.
look-twice = Dieser Schlüssel hat schon eine Zeile.
look-saved = { $count ->
    [one] Gespeichert: eine Zeile.
   *[other] Gespeichert: { $n } Zeilen.
}
look-same = Nichts ändert sich.
look-used = Von Regeln genutzt
look-unused = Keine Regel fragt diese Tabelle.
look-no-history = Noch nicht geändert.
look-before = { $count ->
    [one] davor: eine Zeile
   *[other] davor: { $n } Zeilen
}
look-take-back = Zurücksetzen
look-import = CSV importieren
look-export = CSV exportieren
look-import-title = In { $name } importieren
look-preview = Was sich ändern würde
look-preview-do = Zeigen, was sich ändern würde
look-import-do = Importieren
look-lines-wrong = Nichts lässt sich importieren, bis diese Zeilen berichtigt sind.
look-line = Zeile { $line }
look-line-cells = hat { $has } Zellen, { $needs } sind nötig
look-line-twice = der Schlüssel { $key } steht in einer früheren Zeile
look-line-unreadable = ist nicht lesbar
look-line-too-many = mehr Zeilen, als eine Tabelle fasst
look-added = { $count ->
    [one] Eine neue Zeile
   *[other] { $n } neue Zeilen
}
look-changed = { $count ->
    [one] Eine geänderte Zeile
   *[other] { $n } geänderte Zeilen
}
look-removed = { $count ->
    [one] Eine Zeile entfällt
   *[other] { $n } Zeilen entfallen
}
look-paste = Zeilen
look-paste-hint = { $count ->
    [one] Eine Schlüsselspalte, dann der Wert; aus einer Tabellenkalkulation eingefügt oder mit Kommas oder Semikolons.
   *[other] { $n } Schlüsselspalten, dann der Wert; aus einer Tabellenkalkulation eingefügt oder mit Kommas oder Semikolons.
}
look-file = Oder eine CSV-Datei
look-replace = Zeilen entfernen, die nicht darin stehen
table-stages = Phase des Deals, mit ihrer ID; ohne Zeile die Einstellung „stage“
table-stages-key-1 = Status oder Zahlungsstatus der Bestellung
table-tax-codes = Steuercode einer Position, gleich in welchem Land; ohne Zeile keiner
table-tax-codes-key-1 = Steuersatz, als Bruch (0.21)
table-tax-codes-by-country = Steuercode einer Position je Land (EU-One-Stop-Shop); ohne Zeile der aus „tax_codes“
table-tax-codes-by-country-key-1 = Lieferland
table-tax-codes-by-country-key-2 = Steuersatz, als Bruch
table-revenue-accounts = Erlöskonto des Deals; ohne Zeile keines
table-revenue-accounts-key-1 = Lieferland
table-shipping-methods = Versandart am Deal; ohne Zeile ihr Titel
table-shipping-methods-key-1 = Titel der Versandart
table-payment-methods = Zahlungsart am Deal; ohne Zeile ihr Titel
table-payment-methods-key-1 = Titel der Zahlungsart
table-payment-terms = Zahlungsbedingungen am Deal; ohne Zeile keine
table-payment-terms-key-1 = Titel der Zahlungsart
table-lifecycle-stages = Lifecycle-Phase des Kontakts (lead, customer, …); HubSpot bewegt sie nur vorwärts. Ohne Zeile bleibt sie, wie sie ist
table-lifecycle-stages-key-1 = Kundengruppe
