sign-in-title = Anmelden
sign-in-do = Anmelden
sign-in-wrong = E-Mail-Adresse und Passwort gehören nicht zusammen. Versuchen Sie es noch einmal.
sign-in-forgotten = Passwort vergessen?
sign-in-sign-up = Konto anlegen
second-factor-title = Noch ein Schritt
second-factor-passkey-do = Passkey verwenden
second-factor-passkey-needs-script = Passkeys brauchen JavaScript; in diesem Browser ist es ausgeschaltet.
second-factor-passkey-refused = Der Passkey wurde nicht angenommen, oder die Frage wurde abgebrochen. Versuchen Sie es noch einmal oder auf anderem Weg.
second-factor-code = Code aus Ihrer Authenticator-App
second-factor-code-hint = Sechs Ziffern, die jede halbe Minute wechseln.
second-factor-code-wrong = Dieser Code ist falsch, zu alt oder schon benutzt. Warten Sie auf den nächsten.
second-factor-recovery = Ich habe keins von beiden zur Hand
second-factor-recovery-label = Wiederherstellungscode
second-factor-recovery-hint = Einer der zehn, die Sie beim Einrichten aufbewahrt haben. Jeder gilt einmal.
second-factor-recovery-wrong = Das ist keiner Ihrer unbenutzten Wiederherstellungscodes.
second-factor-trust = In diesem Browser 30 Tage lang nicht mehr fragen
second-factor-other = Als jemand anderes anmelden
forgotten-title = Passwort vergessen
forgotten-lead = Nennen Sie uns Ihre Adresse; wir schicken einen Link, mit dem Sie ein neues wählen.
forgotten-do = Link senden
forgotten-sent = Falls es ein Konto gibt, ist eine E-Mail unterwegs.
forgotten-sent-words = Der Link darin gilt einmal und 30 Minuten lang. Kommt keine E-Mail, sehen Sie im Spam-Ordner nach und prüfen Sie die Adresse.
forgotten-back = Zurück zur Anmeldung
reset-title = Neues Passwort wählen
reset-lead = Sobald es geändert ist, sind Sie überall sonst abgemeldet.
reset-do = Passwort ändern
reset-gone-title = Dieser Link ist abgelaufen
reset-gone-words = Er wurde benutzt, ist älter als 30 Minuten, oder es wurde ein neuerer geschickt. Ihr Passwort ist unverändert.
reset-gone-do = Neuen Link senden
reset-done-title = Ihr Passwort ist geändert
reset-done-ended = { $count ->
    [one] Eine andere Sitzung wurde beendet. Melden Sie sich mit dem neuen Passwort an.
   *[other] { $n } andere Sitzungen wurden beendet. Melden Sie sich mit dem neuen Passwort an.
}
reset-done-none = Anderswo war niemand angemeldet. Melden Sie sich mit dem neuen Passwort an.
