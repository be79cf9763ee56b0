brand-what = Die Brücke zwischen Ihrem Shop und Ihrem CRM
skip-to-content = Zum Inhalt springen
nav = Hauptnavigation
nav-overview = Übersicht
nav-flows = Flows
nav-records = Datensätze
nav-connections = Verbindungen
nav-mapping = Zuordnung
nav-alerts = Meldungen
nav-team = Team
nav-billing = Abrechnung
nav-settings = Einstellungen
nav-account = Ihr Konto
nav-help = Hilfe
nav-more = Mehr
sign-out = Abmelden
search-label = Datensatz suchen
search-hint = Bestellnummer, E-Mail, SKU
search-do = Suchen
trial-chip = { $count ->
    [0] Test endet heute
    [one] Noch { $n } Tag
   *[other] Noch { $n } Tage
}
trial-chip-held = Flows angehalten: Tarif wählen
trial-chip-past-due = Eine Zahlung wurde abgelehnt
sandbox-chip = Testumgebung
breadcrumb = Pfad

records-count = { $count ->
    [one] { $n } Datensatz
   *[other] { $n } Datensätze
}

outcome-created = Angelegt
outcome-updated = Aktualisiert
outcome-skipped = Übersprungen
outcome-failed = Fehlgeschlagen
state-waiting = Wartet
state-running = Läuft
state-held = Angehalten
state-connected = Verbunden
state-paused = Pausiert
state-draft = Entwurf
state-needs-sign-in = Neue Anmeldung nötig

payment-paid = Bezahlt
payment-not-paid = Nicht bezahlt
payment-partially-paid = Teilweise bezahlt
payment-cancelled = Storniert
flow-kind-orders = Bestellungen
flow-kind-order-status = Bestellstatus
flow-kind-customers = Kunden
flow-kind-products = Produkte
flow-kind-stock = Bestand
flow-kind-invoices = Rechnungen

month-1 = Jan.
month-2 = Feb.
month-3 = März
month-4 = Apr.
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = Aug.
month-9 = Sept.
month-10 = Okt.
month-11 = Nov.
month-12 = Dez.

form-summary = { $count ->
    [one] Eine Angabe braucht Aufmerksamkeit
   *[other] { $n } Angaben brauchen Aufmerksamkeit
}
required = Pflichtfeld
save = Speichern
cancel = Abbrechen
back = Zurück
go-on = Weiter
undo = Rückgängig
older = Älter
newer = Neuer
language = Sprache
theme = Darstellung
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel

error-not-found = Hier ist nichts
error-not-found-words = Die Adresse stimmt nicht, oder was sie benannte, gibt es nicht mehr. Die Übersicht zeigt, was da ist.
error-busy = Im Moment nicht möglich
error-busy-words = Unsere Datenbank ist beschäftigt oder startet neu. Nichts geht verloren; versuchen Sie es gleich noch einmal.
error-signing-in-busy-words = Gerade melden sich viele an. Versuchen Sie es gleich noch einmal.
error-ours = Wir haben einen Fehler gemacht
error-ours-words = Das müssen wir beheben. Was läuft, läuft weiter; versuchen Sie die Seite gleich noch einmal.
error-forbidden = Ihre Rolle erlaubt das nicht
error-forbidden-words = Sie können es ansehen, aber nicht ändern. Inhaber oder Administratoren von { $tenant } können es tun oder Ihnen eine andere Rolle geben.
error-to-overview = Zur Übersicht
failure-why = Warum
failure-cure = Was zu tun ist
remote-words = Was die Gegenseite sagte
help-unread = Die Anleitung lädt nicht. Öffnen Sie sie als Seite.
help-as-page = Als Seite öffnen
drawer-close = Schließen
keys-title = Tasten auf dieser Seite
keys-off = Einzelne Tasten ausschalten
keys-rows = Durch die Zeilen gehen, eine auswählen
command-title = Befehle
command-hint = Zu einer Seite gehen, hier etwas tun, einen Datensatz finden
command-go = Gehe zu
command-here = Auf dieser Seite
command-find = Unter den Datensätzen suchen
