sign-in-title = Inloggen
sign-in-do = Inloggen
sign-in-wrong = Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw.
sign-in-forgotten = Wachtwoord vergeten?
sign-in-sign-up = Account aanmaken
second-factor-title = Nog één stap
second-factor-passkey-do = Passkey gebruiken
second-factor-passkey-needs-script = Passkeys hebben JavaScript nodig; dat staat in deze browser uit.
second-factor-passkey-refused = De passkey werd niet geaccepteerd of de vraag werd geannuleerd. Probeer het opnieuw of kies een andere manier.
second-factor-code = Code uit uw authenticator-app
second-factor-code-hint = Zes cijfers die elke halve minuut veranderen.
second-factor-code-wrong = Deze code is onjuist, te oud of al gebruikt. Wacht op de volgende.
second-factor-recovery = Ik heb geen van beide bij de hand
second-factor-recovery-label = Herstelcode
second-factor-recovery-hint = Een van de tien die u bij het instellen hebt bewaard. Elke code werkt één keer.
second-factor-recovery-wrong = Dit is geen van uw ongebruikte herstelcodes.
second-factor-trust = 30 dagen niet meer vragen in deze browser
second-factor-other = Als iemand anders inloggen
forgotten-title = Wachtwoord vergeten
forgotten-lead = Geef uw adres, dan sturen we een link waarmee u een nieuw wachtwoord kiest.
forgotten-do = Stuur de link
forgotten-sent = Als er een account is, is er een mail onderweg.
forgotten-sent-words = De link erin werkt één keer, 30 minuten lang. Komt er geen mail, kijk dan bij de ongewenste mail en controleer het adres.
forgotten-back = Terug naar inloggen
reset-title = Kies een nieuw wachtwoord
reset-lead = Zodra het gewijzigd is, bent u overal elders uitgelogd.
reset-do = Wachtwoord wijzigen
reset-gone-title = Deze link is verlopen
reset-gone-words = Hij is gebruikt, ouder dan 30 minuten, of er is een nieuwere gestuurd. Uw wachtwoord is nog hetzelfde.
reset-gone-do = Stuur een nieuwe link
reset-done-title = Uw wachtwoord is gewijzigd
reset-done-ended = { $count ->
    [one] Eén andere sessie is beëindigd. Log in met het nieuwe wachtwoord.
   *[other] { $n } andere sessies zijn beëindigd. Log in met het nieuwe wachtwoord.
}
reset-done-none = Er was elders niemand ingelogd. Log in met het nieuwe wachtwoord.
