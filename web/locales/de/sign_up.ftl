sign-up-title = Konto anlegen
sign-up-lead = 14 Tage kostenlos ab Ihrem ersten Flow, ohne Karte. Es dauert eine Minute.
sign-up-company-hint = So, wie Ihre Kollegen es kennen.
sign-up-company-missing = Geben Sie den Namen Ihres Unternehmens an.
sign-up-time-zone-hint = Tage in Listen und Diagrammen beginnen dort um Mitternacht.
sign-up-terms = Ich stimme den Bedingungen zu
sign-up-terms-read = Bedingungen lesen
sign-up-privacy-read = Wie wir mit Daten umgehen
sign-up-terms-missing = Ohne Zustimmung können wir kein Konto anlegen.
sign-up-do = Konto anlegen
sign-up-have-account = Haben Sie schon ein Konto?
field-email = E-Mail-Adresse
field-password = Passwort
field-new-password = Neues Passwort
field-company = Unternehmen
field-name = Name
field-time-zone = Zeitzone
time-zone-wrong = Wählen Sie eine Zeitzone aus der Liste.
email-wrong = Das kann keine E-Mail-Adresse sein. Vielleicht fehlt das @ oder ein Punkt.
too-long = Verwenden Sie höchstens { $most } Zeichen.
password-hint = Mindestens { $least } Zeichen. Ein paar Wörter hintereinander sind stark und leicht zu merken.
password-show = Anzeigen
password-hide = Verbergen
password-level-short = Zu kurz
password-level-fair = Ausreichend
password-level-good = Gut
password-level-strong = Stark
password-too-short = Verwenden Sie mindestens { $least } Zeichen.
password-too-long = Verwenden Sie höchstens { $most } Zeichen.
password-breached = Dieses Passwort oder sein Kern wurde anderswo gestohlen und wird zuerst ausprobiert. Wählen Sie ein anderes.
password-pattern = Das ist ein Muster, das schnell erraten wird. Fügen Sie ein oder zwei Wörter hinzu.
password-personal = Das besteht vor allem aus Ihrer Adresse oder Ihrem Firmennamen. Fügen Sie Wörter hinzu, die niemand mit Ihnen verbindet.
code-title = Sehen Sie in Ihr Postfach
code-lead = Wir haben sechs Ziffern an { $email } geschickt. Geben Sie sie hier ein.
code-label = Sechs Ziffern
code-hint = Die E-Mail kommt innerhalb einer Minute. Sehen Sie auch im Spam-Ordner nach.
code-do = Bestätigen
code-shape = Geben Sie die sechs Ziffern aus der E-Mail ein.
code-wrong = { $count ->
    [0] Das sind nicht die Ziffern der letzten E-Mail. Fordern Sie eine neue an.
    [one] Das sind nicht die Ziffern der letzten E-Mail. Sie haben noch einen Versuch.
   *[other] Das sind nicht die Ziffern der letzten E-Mail. Sie haben noch { $n } Versuche.
}
code-no-tries = Es waren zu viele Versuche. Fordern Sie eine neue E-Mail an.
code-resend = Neue E-Mail senden
code-resend-wait = { $count ->
    [one] Möglich in einer Sekunde.
   *[other] Möglich in { $n } Sekunden.
}
code-no-more-letters = Wir haben fünf E-Mails an diese Adresse geschickt. Kam keine an, stimmt die Adresse vielleicht nicht.
code-other-address = Falsche Adresse?
code-begin-again = Neu beginnen
verify-title = Bestätigen Sie Ihre Adresse
verify-lead = Sie haben sich mit { $email } registriert. Ein Klick, und Ihr Konto ist bereit.
verify-do = Bestätigen und weiter
verify-gone-title = Dieser Zugang ist geschlossen
verify-gone-words = Der Code oder Link wurde benutzt oder ist zu alt. Haben Sie Ihre Adresse bestätigt, melden Sie sich an; wenn nicht, registrieren Sie sich noch einmal, es dauert eine Minute.
guesses-wait-seconds = { $count ->
    [one] Zu viele Versuche. Der nächste ist in einer Sekunde möglich.
   *[other] Zu viele Versuche. Der nächste ist in { $n } Sekunden möglich.
}
guesses-wait-minutes = Zu viele Versuche. Der nächste ist in { $n } Minuten möglich.
