role-owner = Eigenaar
role-admin = Beheerder
role-editor = Bewerker
role-viewer = Kijker
role-billing = Facturering
role-expert = Expert
role-owner-words = Alles, tot en met het bedrijf hier verwijderen.
role-admin-words = Alles behalve eigenaren benoemen en het bedrijf hier verwijderen.
role-editor-words = Verbindingen, flows, mappings en opnieuw versturen.
role-viewer-words = Ziet alles, wijzigt niets.
role-billing-words = Ziet alles, kiest abonnementen en betaalt.
role-expert-words = Een van onze experts, voor een tijd: werkt als bewerker en elke handeling is gemarkeerd.
may-see = Kijken
may-edit = Flows wijzigen
may-manage = Team beheren
may-pay = Betalen
may-own = Alles verwijderen
team-members = Leden
team-member = Lid
team-role = Rol
team-role-of = Rol van { $email }
team-since = Sinds
team-you = U
team-until = tot { $day }
team-leave = Verlaten
team-remove-whom = { $email } verwijderen
team-remove-title = Lid verwijderen
team-remove-words = Bij de volgende klik is de toegang weg. Flows gaan door zoals ze zijn; wat dit lid deed blijft in het auditlog.
team-remove-do = Uit het team verwijderen
team-leave-title = { $tenant } verlaten
team-leave-words = U ziet niets meer van dit bedrijf. Iemand kan u opnieuw uitnodigen.
team-authorised = { $count ->
    [one] Eén verbinding is door deze persoon geautoriseerd.
   *[other] { $n } verbindingen zijn door deze persoon geautoriseerd.
}
team-authorised-words = Die blijft werken tot het andere systeem de toestemming intrekt, en dat gebeurt als het account van deze persoon daar wordt gesloten. Open de verbinding en vraag een collega opnieuw te autoriseren.
team-left-title = { $count ->
    [one] Eén verbinding steunt op iemand die weg is
   *[other] { $n } verbindingen steunen op mensen die weg zijn
}
team-left-words = Ze stoppen zodra de accounts van die mensen in het andere systeem worden gesloten. Open ze en vraag een collega opnieuw te autoriseren.
team-invite = Iemand uitnodigen
team-invite-do = Uitnodiging versturen
team-access = Toegang
team-access-hint = De toegang van een expert eindigt altijd vanzelf.
team-access-lasting = Tot ze wordt ingetrokken
team-access-days = { $count ->
    [one] Eén dag
   *[other] { $n } dagen
}
team-letter-language = Taal van de mail
team-invitations = Uitnodigingen
team-only-you = Alleen u tot nu toe. Nodig uit wie voor de webshop of het CRM zorgt.
team-no-invitations = Er staat geen uitnodiging open.
team-letter-sent = mail van { $at }
team-invitation-until = open tot { $day }
team-invitation-over = verlopen
team-resend = Opnieuw versturen
team-revoke = Intrekken
team-invited = Er is een uitnodiging onderweg naar { $email }.
team-invited-already = Dit adres is al uitgenodigd of al lid. Verstuur de mail opnieuw in de lijst ernaast.
team-resent-already = Er is in de afgelopen minuut al een mail verstuurd.
team-revoked = De uitnodiging van { $email } is ingetrokken.
team-removed = { $email } is geen lid meer.
team-role-changed = De rol van { $email } is nu: { $role }.
team-role-wrong = Kies een rol die u mag geven.
team-expert-needs-days = Kies wanneer de toegang van de expert eindigt.
team-owner-lasts = De plaats van een eigenaar heeft geen einde. Kies "Tot ze wordt ingetrokken".
team-expert-invited = Experts worden uitgenodigd, zodat hun toegang vanzelf eindigt.
team-last-owner = Een bedrijf heeft een eigenaar nodig. Benoem eerst een ander.
team-factor-title = Tweede factor voor iedereen
team-factor-words = Leden zonder zien alleen de pagina waarop ze die instellen.
team-factor-require = Van iedereen vragen
team-factor-release = Niet meer vragen
team-factor-required = Verplicht
team-factor-on = Elk lid heeft nu een tweede factor nodig.
team-factor-off = Een tweede factor is nu ieders eigen keuze.
team-factor-own-first = Stel eerst uw eigen tweede factor in, anders sluit u uzelf buiten.
team-factor-has = Aan
team-factor-none = Uit
team-roles = Wat elke rol mag
invitation-title = Uitnodiging
invitation-to = Werk mee bij { $tenant }
invitation-by = { $by } nodigt u uit. Uw rol: { $role }.
invitation-days = { $count ->
    [one] De toegang eindigt na één dag.
   *[other] De toegang eindigt na { $n } dagen.
}
invitation-join = Meedoen
invitation-joined = U bent nu lid van { $tenant }.
invitation-other = U bent ingelogd als { $email }, maar { $invited } is uitgenodigd. Log uit en open de link opnieuw.
invitation-has-account = Er is een account voor { $email }. Log in en u doet mee.
invitation-sign-in = Inloggen en meedoen
invitation-new = Kies een wachtwoord voor { $email } en uw account is klaar.
invitation-gone-title = Deze uitnodiging is gesloten
invitation-gone-words = Ze is gebruikt, ingetrokken of ouder dan zeven dagen. Vraag wie u uitnodigde om haar opnieuw te sturen.
