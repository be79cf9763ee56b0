brand-what = De brug tussen uw webshop en uw CRM
skip-to-content = Naar de inhoud
nav = Hoofdnavigatie
nav-overview = Overzicht
nav-flows = Flows
nav-records = Records
nav-connections = Verbindingen
nav-mapping = Mapping
nav-alerts = Meldingen
nav-team = Team
nav-billing = Facturering
nav-settings = Instellingen
nav-account = Uw account
nav-help = Hulp
nav-more = Meer
sign-out = Uitloggen
search-label = Record zoeken
search-hint = Ordernummer, e-mail, SKU
search-do = Zoeken
trial-chip = { $count ->
    [0] Proef eindigt vandaag
    [one] Nog { $n } dag
   *[other] Nog { $n } dagen
}
trial-chip-held = Flows staan stil: kies een abonnement
trial-chip-past-due = Een betaling is geweigerd
sandbox-chip = Testomgeving
breadcrumb = Kruimelpad

records-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}

outcome-created = Aangemaakt
outcome-updated = Bijgewerkt
outcome-skipped = Overgeslagen
outcome-failed = Mislukt
state-waiting = Wacht
state-running = Actief
state-held = Aangehouden
state-connected = Verbonden
state-paused = Gepauzeerd
state-draft = Concept
state-needs-sign-in = Opnieuw inloggen nodig

payment-paid = Betaald
payment-not-paid = Niet betaald
payment-partially-paid = Deels betaald
payment-cancelled = Geannuleerd
flow-kind-orders = Orders
flow-kind-order-status = Orderstatus
flow-kind-customers = Klanten
flow-kind-products = Producten
flow-kind-stock = Voorraad
flow-kind-invoices = Facturen

month-1 = jan
month-2 = feb
month-3 = mrt
month-4 = apr
month-5 = mei
month-6 = jun
month-7 = jul
month-8 = aug
month-9 = sep
month-10 = okt
month-11 = nov
month-12 = dec

form-summary = { $count ->
    [one] Eén antwoord vraagt aandacht
   *[other] { $n } antwoorden vragen aandacht
}
required = Verplicht
save = Opslaan
cancel = Annuleren
back = Terug
go-on = Verder
undo = Ongedaan maken
older = Ouder
newer = Nieuwer
language = Taal
theme = Weergave
theme-system = Zoals het systeem
theme-light = Licht
theme-dark = Donker

error-not-found = Hier is niets
error-not-found-words = Het adres klopt niet, of wat het noemde is weg. Het overzicht laat zien wat er is.
error-busy = Nu even niet mogelijk
error-busy-words = Onze database is bezig of start opnieuw. Er gaat niets verloren; probeer het zo nog eens.
error-signing-in-busy-words = Veel mensen loggen tegelijk in. Probeer het zo nog eens.
error-ours = Wij hebben een fout gemaakt
error-ours-words = Deze moeten wij oplossen. Wat loopt, blijft lopen; probeer de pagina zo nog eens.
error-forbidden = Uw rol staat dit niet toe
error-forbidden-words = U kunt dit bekijken, maar niet wijzigen. Een eigenaar of beheerder van { $tenant } kan het doen, of u een andere rol geven.
error-to-overview = Naar het overzicht
failure-why = Waarom
failure-cure = Wat te doen
remote-words = Wat de andere kant zei
help-unread = De handleiding laadt niet. Open haar als pagina.
help-as-page = Openen als pagina
drawer-close = Sluiten
keys-title = Toetsen op deze pagina
keys-off = Enkele toetsen uitzetten
keys-rows = Door de rijen gaan, er een kiezen
command-title = Opdrachten
command-hint = Ga naar een pagina, doe hier iets, zoek een record
command-go = Ga naar
command-here = Op deze pagina
command-find = Zoek in de records
