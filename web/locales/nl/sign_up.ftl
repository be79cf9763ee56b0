sign-up-title = Maak uw account aan
sign-up-lead = 14 dagen gratis vanaf uw eerste flow, zonder kaart. Het duurt een minuut.
sign-up-company-hint = Zoals uw collega's het kennen.
sign-up-company-missing = Vul de naam van uw bedrijf in.
sign-up-time-zone-hint = Dagen in lijsten en grafieken beginnen daar om middernacht.
sign-up-terms = Ik ga akkoord met de voorwaarden
sign-up-terms-read = Lees de voorwaarden
sign-up-privacy-read = Hoe wij met gegevens omgaan
sign-up-terms-missing = Zonder akkoord kunnen we geen account aanmaken.
sign-up-do = Account aanmaken
sign-up-have-account = Hebt u al een account?
field-email = E-mailadres
field-password = Wachtwoord
field-new-password = Nieuw wachtwoord
field-company = Bedrijf
field-name = Naam
field-time-zone = Tijdzone
time-zone-wrong = Kies een tijdzone uit de lijst.
email-wrong = Dit kan geen e-mailadres zijn. Misschien ontbreekt er een @ of een punt.
too-long = Gebruik hoogstens { $most } tekens.
password-hint = Minstens { $least } tekens. Een paar woorden achter elkaar zijn sterk en makkelijk te onthouden.
password-show = Tonen
password-hide = Verbergen
password-level-short = Te kort
password-level-fair = Voldoende
password-level-good = Goed
password-level-strong = Sterk
password-too-short = Gebruik minstens { $least } tekens.
password-too-long = Gebruik hoogstens { $most } tekens.
password-breached = Dit wachtwoord, of de kern ervan, is elders gestolen en wordt als eerste geprobeerd. Kies een ander.
password-pattern = Dit is een patroon dat snel te raden is. Voeg een woord of twee toe.
password-personal = Dit bestaat vooral uit uw adres of bedrijfsnaam. Voeg woorden toe die niemand met u verbindt.
code-title = Kijk in uw mailbox
code-lead = We hebben zes cijfers gestuurd naar { $email }. Typ ze hier.
code-label = Zes cijfers
code-hint = De mail komt binnen een minuut. Kijk ook bij de ongewenste mail.
code-do = Bevestigen
code-shape = Typ de zes cijfers uit de mail.
code-wrong = { $count ->
    [0] Dit zijn niet de cijfers uit de laatste mail. Vraag een nieuwe mail aan.
    [one] Dit zijn niet de cijfers uit de laatste mail. U hebt nog één poging.
   *[other] Dit zijn niet de cijfers uit de laatste mail. U hebt nog { $n } pogingen.
}
code-no-tries = Er waren te veel pogingen. Vraag een nieuwe mail aan.
code-resend = Stuur een nieuwe mail
code-resend-wait = { $count ->
    [one] Mogelijk over één seconde.
   *[other] Mogelijk over { $n } seconden.
}
code-no-more-letters = We hebben vijf mails naar dit adres gestuurd. Kwam er geen aan, dan klopt het adres misschien niet.
code-other-address = Verkeerd adres?
code-begin-again = Begin opnieuw
verify-title = Bevestig uw adres
verify-lead = U hebt zich aangemeld met { $email }. Eén klik en uw account is klaar.
verify-do = Bevestigen en doorgaan
verify-gone-title = Deze ingang is gesloten
verify-gone-words = De code of link is gebruikt of te oud. Hebt u uw adres bevestigd, log dan in; zo niet, meld u dan opnieuw aan, dat duurt een minuut.
guesses-wait-seconds = { $count ->
    [one] Te veel pogingen. De volgende kan over één seconde.
   *[other] Te veel pogingen. De volgende kan over { $n } seconden.
}
guesses-wait-minutes = Te veel pogingen. De volgende kan over { $n } minuten.
