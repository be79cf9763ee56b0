proof-title = Geben Sie Ihr Passwort noch einmal ein
proof-lead = Der nächste Schritt betrifft die Sicherheit Ihres Kontos oder der Daten Ihres Unternehmens, und Sie haben Ihr Passwort vor mehr als 15 Minuten eingegeben.
proof-wrong = Das ist nicht Ihr Passwort.
account-you = Sie
account-name-hint = Damit Kollegen in Listen und E-Mails einen Namen sehen.
account-zone-of-tenant = Wie das Unternehmen
account-safety = Sicherheit
account-password-change = Passwort ändern
account-second-factor = Zweiter Faktor
account-has-app = Die Authenticator-App ist eingerichtet.
account-passkeys = { $count ->
    [one] Ein Passkey.
   *[other] { $n } Passkeys.
}
account-recovery-codes = { $count ->
    [0] Es ist kein Wiederherstellungscode übrig.
    [one] Es ist ein Wiederherstellungscode übrig.
   *[other] Es sind { $n } Wiederherstellungscodes übrig.
}
account-no-factor = Nur Ihr Passwort schützt dieses Konto.
account-factor-manage = Verwalten
account-factor-add = Zweiten Faktor einrichten
field-current-password = Bisheriges Passwort
password-changed = { $count ->
    [0] Ihr Passwort ist geändert.
    [one] Ihr Passwort ist geändert, und eine andere Sitzung wurde beendet.
   *[other] Ihr Passwort ist geändert, und { $n } andere Sitzungen wurden beendet.
}
sessions-title = Wo Sie angemeldet sind
sessions-end-others = Alle anderen beenden
sessions-ended = { $count ->
    [0] Es gab keine andere Sitzung.
    [one] Eine andere Sitzung wurde beendet.
   *[other] { $n } andere Sitzungen wurden beendet.
}
session-device = Gerät
session-address = Adresse
session-since = Angemeldet
session-seen = Zuletzt gesehen
session-this = Diese Sitzung
session-end = Beenden
session-ended = Die Sitzung wurde beendet.
session-unknown-device = Unbekanntes Gerät
tenants-title = Unternehmen, zu denen Sie gehören
tenant-here = Sie sind hier
tenant-switch = Wechseln
tenant-switched = Sie sehen jetzt { $tenant }.
tenant-led-over = Das gehört zu { $tenant }; Sie sehen jetzt dieses Unternehmen.
saved = Gespeichert.
remove = Entfernen
yes = Ja
newest = Neueste
never-used = nie
second-factor-why = Mit einem zweiten Faktor öffnet ein gestohlenes Passwort nichts. Am schnellsten ist ein Passkey: Fingerabdruck, Gesicht oder Geräte-PIN melden Sie an, und niemand kann ihn abfischen.
second-factor-required = { $tenant } verlangt von jedem Mitglied einen zweiten Faktor. Richten Sie ihn hier ein, dann öffnet sich alles andere.
second-factor-last = Ihr Unternehmen verlangt einen zweiten Faktor, deshalb bleibt der letzte. Fügen Sie einen anderen hinzu, bevor Sie diesen entfernen.
second-factor-app-added = Die Authenticator-App gilt ab jetzt.
second-factor-app-removed = Die Authenticator-App ist entfernt.
passkey = Passkey
passkeys-title = Passkeys
passkeys-lead = Fingerabdruck, Gesicht oder ein Sicherheitsschlüssel, auf diesem Gerät oder einem anderen.
passkey-name = Name
passkey-name-hint = Damit Sie ihn wiedererkennen: „Laptop Büro“.
passkey-add = Passkey hinzufügen
passkey-added = Der Passkey gilt ab jetzt.
passkey-removed = Der Passkey ist entfernt.
passkey-remove = { $name } entfernen
passkey-since = hinzugefügt: { $at }
passkey-used = zuletzt benutzt: { $at }
app-title = Authenticator-App
app-lead = Eine App auf Ihrem Telefon zeigt sechs Ziffern, die jede halbe Minute wechseln.
app-on = Eingerichtet
app-add = App einrichten
app-remove = App entfernen
app-scan = Scannen Sie das mit Ihrer App.
app-picture = QR-Code für Ihre Authenticator-App
app-type = Oder tippen Sie diesen Schlüssel ein:
app-prove = Die sechs Ziffern, die die App gerade zeigt
app-do = Bestätigen
recovery-title = Wiederherstellungscodes
recovery-lead = Für den Tag, an dem Telefon oder Gerät weg ist. Jeder gilt einmal.
recovery-later = Sie bekommen sie mit Ihrem ersten zweiten Faktor.
recovery-renew = Neue Codes erzeugen
recovery-once = Diese Codes sehen Sie nur jetzt. Drucken Sie sie aus oder bewahren Sie sie in Ihrem Passwortmanager auf.
recovery-each = Jeder gilt einmal. Neue Codes machen diese ungültig.
recovery-kept = Ich habe sie aufbewahrt
passkeys-need-name = Browser legen Passkeys nur für Adressen mit einem Namen an. Diese ist eine Nummer.
account-keys = Mit einzelnen Tasten arbeiten
account-keys-hint = Zum Beispiel „/“, um einen Datensatz zu finden, und „g r“, um zu den Datensätzen zu gehen. „?“ zeigt die Tasten einer Seite.
