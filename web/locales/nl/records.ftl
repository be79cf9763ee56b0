records-filter = Records filteren
records-filter-do = Tonen
records-clear = Filters wissen
records-search-hint = Exact: ordernummer, e-mail, SKU of id in het andere systeem
records-any = Alle
records-time = Tijd
records-record = Record
records-flow = Flow
records-outcome = Uitkomst
records-reason = Waarom
records-took = Duur
records-took-ms = Duur (ms)
records-last = Laatste uur
records-period = Wanneer
period-all = Alles wat bewaard is
period-today = Vandaag
period-yesterday = Gisteren
period-week = Laatste 7 dagen
period-month = Laatste 30 dagen
records-dates = Van dag tot dag
records-from = Van
records-to = Tot en met
records-views-of = Weergaven
records-as-list = Lijst
records-by-reason = Per reden
records-of-run = Van één run
records-of-revision = Van één revisie
records-chip-remove = Dit filter weghalen: { $filter }
records-view-save = Deze weergave opslaan
records-view-name = Naam van de weergave
records-view-remove = Deze weergave vergeten
records-view-saved = Opgeslagen als “{ $name }”.
records-view-removed = “{ $name }” is vergeten.
records-view-unnamed = Een weergave heeft een naam nodig.
records-none-match = Geen records gevonden
records-none-yet = De eerste order verschijnt hier binnen seconden
records-none-yet-words = Verbind een webshop en een CRM en start een flow: elke order, klant en elk product dat wijzigt staat hier met wat ervan werd.
records-to-start = Eerste flow instellen
records-without-period = { $count ->
    [one] Eén zonder het tijdfilter
   *[other] { $n } zonder het tijdfilter
}
records-without-reason = { $count ->
    [one] Eén zonder de reden
   *[other] { $n } zonder de reden
}
records-without-outcome = { $count ->
    [one] Eén zonder de uitkomst
   *[other] { $n } zonder de uitkomst
}
records-without-flow = { $count ->
    [one] Eén zonder de flow
   *[other] { $n } zonder de flow
}
records-without-run = { $count ->
    [one] Eén zonder de run
   *[other] { $n } zonder de run
}
records-without-revision = { $count ->
    [one] Eén zonder de revisie
   *[other] { $n } zonder de revisie
}
records-more-without = Meer dan { $n } met minder filters
records-show-new = Nieuwe records tonen
records-new = { $count ->
    [one] Eén nieuw record
   *[other] { $n } nieuwe records
}
records-live-on = Live: nieuwe records verschijnen vanzelf
records-live-lost = Live is onderbroken, opnieuw proberen
records-select = { $record } selecteren
records-selected = Geselecteerd
records-n-selected = geselecteerd
records-with-selected = Met de selectie:
records-none-selected = Selecteer eerst minstens één record.
records-send-again = Opnieuw versturen
records-set-aside = Terzijde leggen
records-because = Reden (niet verplicht)
records-export = Exporteren als CSV
records-pages = Pagina's
records-replayed-in-runs = { $count ->
    [one] Opnieuw verstuurd in één run.
   *[other] Opnieuw verstuurd in { $n } runs.
}
records-set-aside-done = { $count ->
    [0] Geen ervan stond open.
    [one] Eén record is terzijde gelegd.
   *[other] { $n } records zijn terzijde gelegd.
}
record-order = Order { $name }
record-customer = Klant { $name }
record-product = Product { $name }
record-stock = Voorraad van { $name }
record-invoice = Factuur { $name }
record-flow-removed = Verwijderde flow
record-key = Sleutel in de bron
record-detail = Bijzonderheden
record-remote-id = Id aan de andere kant
record-amount = Bedrag
record-currency = Valuta
run-progress = { $done } van { $total } records
run-reading = Aan het lezen
run-finished = Klaar
run-failed = Gestopt door een fout
run-cancelled = Geannuleerd
run-load = Laden
run-replay = Opnieuw verstuurd
run-by-hand = Handmatige run
run-remaining = Nog ongeveer { $time } in dit tempo
run-you-may-leave = U kunt deze pagina verlaten; de run gaat door.
run-asked-at = Gevraagd
run-ended-at = Geëindigd
run-took = Duur
run-source-calls = Aanroepen naar de bron
run-destination-calls = Aanroepen naar de andere kant
run-calls-per-record = Aanroepen per record
run-records = Records van deze run
run-cancel = Run annuleren
run-cancelled-toast = De run is geannuleerd; wat verstuurd is blijft.
failures = Mislukt
failures-mend = Herstellen
failures-none = Niets mislukt
failures-none-words = Records die niet afgeleverd kunnen worden staan hier per oorzaak, met de knop die het herstelt.
failures-total = { $count ->
    [one] Eén record heeft u nodig
   *[other] { $n } records hebben u nodig
}
failures-of-reason = { $count ->
    [one] { $reason }: één record
   *[other] { $reason }: { $n } records
}
failures-lookup = { $count ->
    [one] De tabel “{ $table }” heeft geen rij voor “{ $key }”: één record
   *[other] De tabel “{ $table }” heeft geen rij voor “{ $key }”: { $n } records
}
failures-since = sinds { $since }, laatst { $last }
failures-example = Een voorbeeld
failures-send-again = { $count ->
    [one] Opnieuw versturen
   *[other] Alle { $n } opnieuw versturen
}
failures-records = Records tonen
failures-none-left = Van deze oorzaak staat niets meer open.
failures-mending = { $flow }: { $done } van { $total } opnieuw verstuurd
failures-after-revision = Vóór de eerste, om { $at }: revisie { $number } gepubliceerd.
failures-after-act = Vóór de eerste, om { $at }: { $act } ({ $by }).
failures-look-at-change = Wijziging bekijken
act-lookup = een opzoektabel is gewijzigd
act-connection = een verbinding is gewijzigd
act-flow = een flow is gewijzigd
act-settings = een instelling is gewijzigd
mend-lookup = Rij toevoegen
mend-sign-in = Opnieuw inloggen
mend-rule = Regel openen
mend-settings = Instellingen openen
record-waited = { $time } gewacht
note-found = gevonden aan de andere kant
note-not-found = niet aan de andere kant
note-by = door { $who }
step-edited = Met de hand aangepast
step-kept = Genomen zoals bewaard
record-edit = Aanpassen en versturen
record-other-ways = Andere manieren
record-ways-words = “Opnieuw versturen” leest het record opnieuw uit de bron en past de huidige regels toe. Deze doen het, eenmalig, anders:
record-way-kept = Versturen wat toen gemaakt is
record-way-revision = Opnieuw lezen, met revisie { $number }
record-is-set-aside = Het is terzijde gelegd.
record-is-set-aside-because = Het is terzijde gelegd: { $because }
record-related = Zoek wat erbij hoort
record-compare = Vergelijken met
record-compare-do = Verschil tonen
record-differences = Anders dan de versie van { $at }
record-no-difference = Beide versies zijn gelijk, of worden niet meer bewaard.
record-then = Daar
record-here = Hier
payload-search = Erin zoeken
payload-copy = Alles kopiëren
payload-copy-value = Waarde kopiëren
payload-raw = Als tekst
payload-tree = Als boom
edit-title = Aanpassen en één keer versturen
edit-lead = Pas het document voor de andere kant eenmalig aan. De bron en de regels blijven zoals ze zijn; het record wordt gemarkeerd als door u aangepast.
edit-document = Het document
edit-hint = JSON, met de velden van de andere kant. Totalen worden nog steeds gecontroleerd.
edit-send = Dit één keer versturen
edit-no-json = Regel { $line }, kolom { $column }: dit is niet als JSON te lezen.
edit-no-object = Er is een object met minstens één veld nodig.
edit-no-field = De andere kant heeft geen veld “{ $field }”.
edit-often = { $count ->
    [one] “{ $field }” is één keer met de hand gewijzigd.
   *[other] “{ $field }” is { $n } keer met de hand gewijzigd.
}
edit-make-rule = Maak er een regel van
record-in = { $label } naar { $to }
record-try = Poging
record-took = Duur
record-when = Wanneer
record-by = Met revisie
record-steps = Onderweg
record-came-in = Binnengekomen
record-came-in-hint = zoals de bron het heeft
record-mapped = Vertaald
record-mapped-hint = wat de regels ervan maakten
record-sent = Verstuurd
record-sent-hint = zoals het is verstuurd
record-answered = Antwoord
record-answered-hint = zoals het terugkwam
record-nothing = Niets
record-cut = Alleen het begin wordt getoond; de API geeft alles.
record-gone = Wat er tussen beide kanten ging, wordt niet meer bewaard
record-gone-words = Het is zoals ingesteld verwijderd: na { $days } dagen. U kunt het record opnieuw uit de bron laten lezen.
record-read-anew = Opnieuw lezen en versturen
record-history = Geschiedenis
record-this = Dit record
record-why-fields = Waarom deze waarden
record-why-fields-lead = Per waarde: de regel die hem maakte en wat de regel las
record-field = Veld
record-value = Waarde
record-rule = Regel
record-to-rule = Deze regel openen
record-reads = Leest
record-explain = Waarden uitleggen
record-explain-words = Het record wordt uit de bron gelezen zoals het nu is, en de geldende regels worden toegepast. Er wordt niets verstuurd.
record-explain-slow = De bron antwoordt niet. Probeer het zo nog eens.
record-explain-gone = Het record staat niet meer in de bron; er valt niets uit te leggen.
record-mapping = Mapping openen
step-read = Gelezen uit de bron
step-references = Klant en producten
step-looked-up = Opgezocht
step-mapped = Vertaald
step-sent = Verstuurd
