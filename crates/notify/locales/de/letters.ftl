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

trial-ended-subject = Ihr Testzeitraum ist vorbei: die Flows pausieren
trial-ended-body = Änderungen in Ihrem Shop kommen weiter an und bleiben 30 Tage erhalten; nichts wird gelöscht. Sobald Sie einen Tarif wählen, wird alles gesendet.
trial-ended-button = Tarif wählen

package-bought-subject = Vielen Dank: { $package }
package-bought-body =
    Ihre Bestellung liegt bei unseren Experten. Wählen Sie als Nächstes einen Termin für das Videogespräch.

    Die Seite der Bestellung zeigt, was wir tun und was Sie vorbereiten können.
package-bought-button = Termin wählen

meeting-booked-subject = Videogespräch am { $moment }
meeting-booked-body = { $expert } spricht am { $moment } mit Ihnen. Der Link steht auf der Seite der Bestellung; dort können Sie das Gespräch auch verschieben oder absagen.
meeting-booked-button = Gespräch ansehen
