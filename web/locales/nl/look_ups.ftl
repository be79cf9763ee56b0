# Opzoektabellen.
look-title = Opzoektabellen
look-all = Alle tabellen
look-none = Nog geen tabel. Regels vragen tabellen bij naam: lookup('stages').
look-table = Tabel
look-rows = Rijen
look-gaps = Gevraagde ontbrekende sleutels
look-shared = alle flows
look-owned = alleen { $flow }
look-new = Nieuwe tabel
look-name = Naam
look-name-hint = Zoals regels hem schrijven: kleine letters, cijfers en liggende streepjes.
look-name-wrong = Een naam heeft kleine letters, cijfers en liggende streepjes, en begint met een letter.
look-name-taken = Er is al een tabel met deze naam.
look-whose = Gebruikt door
look-make = Tabel maken
look-made = De tabel is er. Voeg de rijen toe.
look-key-n = Sleutel { $number }
look-value = Waarde
look-value-for = Waarde voor { $key }
look-default = Alle andere sleutels
look-no-default = geen: zo'n record mislukt
look-missing = Sleutels die echte records misten
look-missing-words = Ze kregen de waarde van "alle andere sleutels", of mislukten.
look-asked = { $count ->
    [one] eenmaal gevraagd
   *[other] { $n } keer gevraagd
}
look-again = { $count ->
    [one] het record opnieuw versturen
   *[other] de { $n } records opnieuw versturen
}
look-gap-needs-value = Geef een waarde voor { $key }.
look-gap-by-hand = Voeg { $key } in de tabel toe, kolom voor kolom.
look-gap-added = { $key } heeft nu een rij.
look-cut = Hier staan de eerste 200 van { $n } rijen. Exporteer en importeer de rest.
look-grid-hint = Een rij waar niets in staat wordt verwijderd. Lege rijen onderaan zijn voor nieuwe; sla op voor meer.
look-needs-key = Deze rij heeft een sleutel nodig.
look-twice = Deze sleutel heeft al een rij.
look-saved = { $count ->
    [one] Opgeslagen: één rij.
   *[other] Opgeslagen: { $n } rijen.
}
look-same = Er verandert niets.
look-used = Gebruikt door regels
look-unused = Geen regel vraagt deze tabel.
look-no-history = Nog niet gewijzigd.
look-before = { $count ->
    [one] ervoor: één rij
   *[other] ervoor: { $n } rijen
}
look-take-back = Terugzetten
look-import = CSV importeren
look-export = CSV exporteren
look-import-title = Importeren in { $name }
look-preview = Wat er zou veranderen
look-preview-do = Toon wat er zou veranderen
look-import-do = Importeren
look-lines-wrong = Er kan niets worden geïmporteerd tot deze regels zijn hersteld.
look-line = Regel { $line }
look-line-cells = heeft { $has } cellen, { $needs } zijn nodig
look-line-twice = de sleutel { $key } staat al in een eerdere regel
look-line-unreadable = is niet te lezen
look-line-too-many = meer rijen dan in een tabel passen
look-added = { $count ->
    [one] Eén nieuwe rij
   *[other] { $n } nieuwe rijen
}
look-changed = { $count ->
    [one] Eén gewijzigde rij
   *[other] { $n } gewijzigde rijen
}
look-removed = { $count ->
    [one] Eén rij verdwijnt
   *[other] { $n } rijen verdwijnen
}
look-paste = Rijen
look-paste-hint = { $count ->
    [one] Eén sleutelkolom, dan de waarde; geplakt uit een spreadsheet, of met komma's of puntkomma's.
   *[other] { $n } sleutelkolommen, dan de waarde; geplakt uit een spreadsheet, of met komma's of puntkomma's.
}
look-file = Of een CSV-bestand
look-replace = Verwijder rijen die er niet in staan
table-stages = Fase van de deal, met zijn id; zonder rij de instelling "stage"
table-stages-key-1 = status of betaalstatus van de bestelling
table-tax-codes = Btw-code van een regel, ongeacht het land; zonder rij geen
table-tax-codes-key-1 = btw-tarief, als breuk (0.21)
table-tax-codes-by-country = Btw-code van een regel per land (EU-éénloketsysteem); zonder rij die van "tax_codes"
table-tax-codes-by-country-key-1 = land van levering
table-tax-codes-by-country-key-2 = btw-tarief, als breuk
table-revenue-accounts = Omzetrekening van de deal; zonder rij geen
table-revenue-accounts-key-1 = land van levering
table-shipping-methods = Verzendmethode op de deal; zonder rij haar titel
table-shipping-methods-key-1 = titel van de verzendmethode
table-payment-methods = Betaalmethode op de deal; zonder rij haar titel
table-payment-methods-key-1 = titel van de betaalmethode
table-payment-terms = Betalingstermijn op de deal; zonder rij geen
table-payment-terms-key-1 = titel van de betaalmethode
table-lifecycle-stages = Levenscyclusfase van het contact (lead, customer, …); HubSpot zet die alleen vooruit. Zonder rij blijft ze zoals ze is
table-lifecycle-stages-key-1 = klantgroep
