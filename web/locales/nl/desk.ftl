desk-title = Expertbalie
desk-orders = Bestellingen
desk-open = { $count ->
    [one] { $n } open bestelling
   *[other] { $n } open bestellingen
}
desk-none = Er wachten geen bestellingen
desk-none-words = Een gekocht pakket verschijnt hier meteen, en er komt een e-mail.
desk-today = Gesprekken van vandaag
desk-today-none = Vandaag geen gesprekken
desk-closed = Afgesloten
desk-tenant = Klant
desk-next = Volgende stap
desk-age = Wacht sinds
desk-days = { $count ->
    [one] { $n } dag
   *[other] { $n } dagen
}
desk-new = Nieuw vandaag
desk-meeting = Gesprek
desk-no-meeting = niet gepland
desk-expert = Expert
desk-nobody = Nog niemand
desk-take = Ik neem deze bestelling
desk-taken = De bestelling is van u.
desk-contact = Contact
desk-contact-none = Nog geen naam of nummer opgegeven
desk-buyer = Koper
desk-members = Leden
desk-wishes = Wensen van de koper
desk-wishes-none = Nog geen wensen. Vraag ernaar als u belt.
desk-glance = De klant in één oogopslag
desk-glance-connections = Verbindingen ingelogd
desk-glance-flows = Flows die lopen
desk-glance-alerts = Open meldingen
desk-glance-dead = Mislukte records
desk-visit = Pagina's van de klant openen
desk-visit-not = De koper heeft nog geen toegang gegeven. Vraag erom; het staat op de pagina van de bestelling.
desk-checks = Checklist
desk-check-contact = Gebeld of geschreven
desk-check-apps = Twee systemen geautoriseerd
desk-check-integration = Integratie ingericht
desk-check-flow = Eén flow ingesteld
desk-check-proven = Basisfuncties bewezen
desk-check-meeting = Getoond in het gesprek
desk-tick = Gedaan
desk-untick = Niet gedaan
desk-link = Adres van het gesprek
desk-link-wrong = Een adres begint met https://
desk-kept = Opgeslagen.
desk-notes = Notities voor ons
desk-notes-hint = Klanten zien deze niet.
desk-note = Notitie
desk-template = Begin met een sjabloon
desk-template-hello = Begroeting
desk-template-hello-words = Hallo, ik ben uw expert voor de installatie. Wanneer mag ik u bellen?
desk-template-access = Toegang vragen
desk-template-access-words = Om alles in te richten heb ik toegang tot uw Kopru nodig. U geeft die op de pagina van uw bestelling en kunt die altijd intrekken.
desk-template-done = Nazorg
desk-template-done-words = Hoe gaan de eerste dagen? Ziet iets er vreemd uit, schrijf me dan hier.
expert-chip = Expert
