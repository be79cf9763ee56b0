proof-title = Geef uw wachtwoord nog een keer
proof-lead = De volgende stap raakt de veiligheid van uw account of de gegevens van uw bedrijf, en u gaf uw wachtwoord meer dan 15 minuten geleden.
proof-wrong = Dit is niet uw wachtwoord.
account-you = U
account-name-hint = Dan zien collega's een naam in lijsten en mails.
account-zone-of-tenant = Zoals het bedrijf
account-safety = Veiligheid
account-password-change = Wachtwoord wijzigen
account-second-factor = Tweede factor
account-has-app = Authenticator-app is ingesteld.
account-passkeys = { $count ->
    [one] Eén passkey.
   *[other] { $n } passkeys.
}
account-recovery-codes = { $count ->
    [0] Er is geen herstelcode meer over.
    [one] Er is één herstelcode over.
   *[other] Er zijn { $n } herstelcodes over.
}
account-no-factor = Alleen uw wachtwoord beschermt dit account.
account-factor-manage = Beheren
account-factor-add = Tweede factor instellen
field-current-password = Huidig wachtwoord
password-changed = { $count ->
    [0] Uw wachtwoord is gewijzigd.
    [one] Uw wachtwoord is gewijzigd en één andere sessie is beëindigd.
   *[other] Uw wachtwoord is gewijzigd en { $n } andere sessies zijn beëindigd.
}
sessions-title = Waar u bent ingelogd
sessions-end-others = Alle andere beëindigen
sessions-ended = { $count ->
    [0] Er was geen andere sessie.
    [one] Eén andere sessie is beëindigd.
   *[other] { $n } andere sessies zijn beëindigd.
}
session-device = Apparaat
session-address = Adres
session-since = Ingelogd
session-seen = Laatst gezien
session-this = Deze sessie
session-end = Beëindigen
session-ended = De sessie is beëindigd.
session-unknown-device = Onbekend apparaat
tenants-title = Bedrijven waar u bij hoort
tenant-here = U bent hier
tenant-switch = Wisselen
tenant-switched = U kijkt nu bij { $tenant }.
tenant-led-over = Dit hoort bij { $tenant }, dus u kijkt nu bij dat bedrijf.
saved = Opgeslagen.
remove = Verwijderen
yes = Ja
newest = Nieuwste
never-used = nooit
second-factor-why = Met een tweede factor opent een gestolen wachtwoord niets. Een passkey is het snelst: uw vingerafdruk, gezicht of pincode logt u in, en niemand kan hem weglokken.
second-factor-required = { $tenant } vraagt van elk lid een tweede factor. Stel die hier in, daarna gaat al het andere open.
second-factor-last = Uw bedrijf vraagt een tweede factor, dus de laatste blijft. Voeg een andere toe voordat u deze verwijdert.
second-factor-app-added = De authenticator-app telt vanaf nu.
second-factor-app-removed = De authenticator-app is verwijderd.
passkey = Passkey
passkeys-title = Passkeys
passkeys-lead = Vingerafdruk, gezicht of een beveiligingssleutel, op dit apparaat of een ander.
passkey-name = Naam
passkey-name-hint = Zodat u hem herkent: "Laptop kantoor".
passkey-add = Passkey toevoegen
passkey-added = De passkey telt vanaf nu.
passkey-removed = De passkey is verwijderd.
passkey-remove = { $name } verwijderen
passkey-since = toegevoegd { $at }
passkey-used = laatst gebruikt { $at }
app-title = Authenticator-app
app-lead = Een app op uw telefoon toont zes cijfers die elke halve minuut veranderen.
app-on = Ingesteld
app-add = App instellen
app-remove = App verwijderen
app-scan = Scan dit met uw app.
app-picture = QR-code voor uw authenticator-app
app-type = Of typ deze sleutel:
app-prove = De zes cijfers die de app nu toont
app-do = Bevestigen
recovery-title = Herstelcodes
recovery-lead = Voor de dag waarop telefoon of apparaat weg is. Elke code werkt één keer.
recovery-later = Die krijgt u bij uw eerste tweede factor.
recovery-renew = Nieuwe codes maken
recovery-once = Deze codes ziet u alleen nu. Druk ze af of bewaar ze in uw wachtwoordmanager.
recovery-each = Elke code werkt één keer. Nieuwe codes maken deze ongeldig.
recovery-kept = Ik heb ze bewaard
passkeys-need-name = Browsers maken passkeys alleen voor adressen met een naam. Dit is een nummer.
account-keys = Werken met enkele toetsen
account-keys-hint = Bijvoorbeeld "/" om een record te zoeken en "g r" om naar de records te gaan. "?" toont de toetsen van een pagina.
