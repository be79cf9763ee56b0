letter-foot = Sie erhalten diese E-Mail von Kopru wegen Ihres Kontos dort. Antworten ist nicht möglich.

month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

verify-email-subject = Bestätigen Sie Ihre E-Mail-Adresse
verify-email-body =
    Geben Sie diesen Code dort ein, wo Sie sich registriert haben, oder nutzen Sie die Schaltfläche. Er gilt nur kurze Zeit.

    Wenn Sie sich nicht registriert haben, brauchen Sie nichts zu tun; es passiert nichts.
verify-email-button = Adresse bestätigen

account-exists-subject = Sie haben bereits ein Konto
account-exists-body =
    Jemand, wahrscheinlich Sie selbst, hat sich mit dieser Adresse bei Kopru registriert. Dafür gibt es schon ein Konto, deshalb wurde keines angelegt.

    Melden Sie sich an oder wählen Sie dort ein neues Passwort. Wenn Sie es nicht waren, brauchen Sie nichts zu tun; es hat sich nichts geändert.
account-exists-button = Anmelden

reset-password-subject = Wählen Sie ein neues Passwort
reset-password-body =
    Sie haben ein neues Passwort angefordert. Die Schaltfläche funktioniert einmal und nur kurze Zeit.

    Wenn Sie nichts angefordert haben, bleibt Ihr Passwort, wie es ist.
reset-password-button = Passwort wählen

password-changed-subject = Ihr Passwort wurde geändert
password-changed-body =
    Ab jetzt gilt nur noch das neue, und überall sonst sind Sie abgemeldet.

    Wenn Sie es nicht waren, wählen Sie sofort ein anderes.
password-changed-button = Anderes Passwort wählen

invitation-subject = { $by } lädt Sie zu { $tenant } ein
invitation-body =
    { $tenant } lässt mit Kopru Bestellungen, Kunden und Produkte zwischen Shop und CRM fließen. Nehmen Sie die Einladung an, um dort mitzuarbeiten.

    Wenn Sie { $by } nicht kennen, brauchen Sie nichts zu tun; es passiert nichts.
invitation-button = Einladung annehmen

trial-ending-subject = Ihr Testzeitraum endet am { $day }
trial-ending-body = Danach pausieren die Flows; Änderungen bleiben 30 Tage erhalten und nichts wird gelöscht. Mit einem Klick geht es dort weiter, wo sie stehen geblieben sind.
trial-ending-button = Tarif wählen

trial-ended-subject = Ihr Testzeitraum ist vorbei: Die Flows pausieren
trial-ended-body = Änderungen in Ihrem Shop kommen weiter an und bleiben 30 Tage erhalten; nichts wird gelöscht. Sobald Sie einen Tarif wählen, wird alles gesendet.
trial-ended-button = Tarif wählen

package-bought-subject = Vielen Dank für das Einrichtungspaket
package-bought-body =
    Ihre Bestellung liegt bei unseren Experten. Wählen Sie als Nächstes einen Termin für das Videogespräch.

    Die Seite der Bestellung zeigt, was wir tun und was Sie vorbereiten können.
package-bought-button = Termin wählen

meeting-booked-subject = Videogespräch am { $moment }
meeting-booked-body = { $expert } spricht am { $moment } mit Ihnen. Der Link steht auf der Seite der Bestellung; dort können Sie das Gespräch auch verschieben oder absagen.
meeting-booked-button = Gespräch ansehen

fact-tenant = Unternehmen
fact-since = Seit
fact-detail = Was geschah
fact-remote-words = Was die andere Seite sagte
fact-delivered = Zugestellt
fact-failed = Fehlgeschlagen

alert-raised-subject = { $title }
alert-raised-body =
    { $why }

    { $cure }
alert-raised-button = { $button }
alert-raised-foot = Sie erhalten dies, weil Meldungen von { $tenant } per E-Mail zu Ihnen kommen. Welche und wann, wählen Sie in Kopru unter Meldungen, Kanäle.

alert-over-subject = Vorbei: { $title }
alert-over-body = Das ist vorbei, und was wartete, wird gesendet. Es ist nichts mehr zu tun.
alert-over-button = Meldung ansehen
alert-over-foot = Sie erhalten dies, weil Meldungen von { $tenant } per E-Mail zu Ihnen kommen. Welche und wann, wählen Sie in Kopru unter Meldungen, Kanäle.

while-quiet-subject = { $count ->
    [one] { $n } Meldung in Ihren Ruhezeiten
   *[other] { $n } Meldungen in Ihren Ruhezeiten
}
while-quiet-body = Diese sind bei { $tenant } noch offen:
while-quiet-button = Meldungen ansehen

digest-subject = { $count ->
    [0] { $tenant }: { $delivered } Datensätze, nichts braucht Sie
    [one] { $tenant }: { $delivered } Datensätze, { $n } offene Meldung
   *[other] { $tenant }: { $delivered } Datensätze, { $n } offene Meldungen
}
digest-body = { $count ->
    [0] Alle Flows laufen. Das ging seit der letzten Zusammenfassung durch.
   *[other] Das ging seit der letzten Zusammenfassung durch, und das braucht noch einen Menschen.
}
digest-button = Übersicht öffnen

alert-test-subject = Test: Meldungen von { $tenant } erreichen Sie
alert-test-body = So kommt eine Meldung: was geschah, warum, was es für Ihre Datensätze bedeutet, und eine Schaltfläche zu dem, was es behebt.
alert-test-button = Kanäle ansehen

channel-test = Test: Meldungen von { $tenant } kommen hier an.
channel-over = Vorbei: { $title }

order-arrived-subject = Neue Bestellung: { $tenant } hat das Einrichtungspaket gekauft
order-arrived-body = { $buyer } hat es gerade gekauft. Bitte innerhalb eines Arbeitstages anrufen oder schreiben.
order-arrived-button = Bestellung öffnen

order-message-subject = { $author } schrieb zu Ihrem Einrichtungspaket
order-message-body = Lesen und beantworten Sie die Nachricht auf der Seite der Bestellung.
order-message-button = Nachricht lesen

payment-refused-subject = Eine Zahlung für { $tenant } wurde abgelehnt
payment-refused-body =
    Heute wird nichts abgeschaltet: Wir versuchen es noch einige Tage, Ihre Flows laufen weiter.

    Wählen Sie eine andere Karte, oder fragen Sie Ihre Bank nach dem Grund.
payment-refused-button = Andere Karte wählen
