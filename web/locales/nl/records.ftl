records-title = Records
records-lead = Wat er binnenkwam, wat er is verstuurd, en waarom
records-any-flow = Alle flows
records-any-outcome = Elke uitkomst
records-any-reason = Elke reden
records-period-all = Alles wat is bewaard
records-period-hour = Afgelopen uur
records-period-today = Vandaag
records-period-day = Afgelopen 24 uur
records-period-week = Afgelopen 7 dagen
records-flow = Flow
records-outcome = Uitkomst
records-reason = Reden
records-period = Tijd
records-filter = Filteren
records-filter-clear = Filters wissen
records-col-record = Record
records-col-why = Waarom
records-col-when = Wanneer
records-col-took = Duur
records-choose = Kies
records-removed-flow = verwijderde flow
records-empty = De eerste order verschijnt hier binnen seconden
records-empty-words = Zodra er in een gekoppelde winkel een order, klant of product verandert, staat hier wat ervan is geworden.
records-none = Geen records gevonden
records-none-words = Niets wat is bewaard past bij dit filter. Records worden bewaard zolang u hebt ingesteld.
records-none-found = Onder "{ $words }" is niets bewaard
records-none-found-words = Ordernummers, e-mailadressen en SKU's worden precies zo gevonden als ze zijn geschreven, zolang het record wordt bewaard.
records-new = Nieuwe records tonen
records-live = Live
records-live-paused = { $count ->
    [one] { $n } nieuw record
   *[other] { $n } nieuwe records
}
records-live-broken = Live is onderbroken, we proberen het opnieuw
records-newest = Naar het nieuwste
records-csv = Downloaden als CSV
records-send-again = Opnieuw versturen
records-set-aside = Terzijde leggen
records-nothing-chosen = Er was niets gekozen, dus er is niets verstuurd.
records-sent-again = { $count ->
    [one] { $n } record wordt opnieuw verstuurd.
   *[other] { $n } records worden opnieuw verstuurd.
}
records-were-set-aside = { $count ->
    [0] Geen ervan stond open.
    [one] { $n } record is terzijde gelegd.
   *[other] { $n } records zijn terzijde gelegd.
}
record-in = { $label } naar { $to }
record-key = Sleutel in de bron
record-remote-id = Id bij de bestemming
record-amount = Bedrag
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
failures-title = Mislukte records
failures-lead = Eén regel per oorzaak, met wat het oplost
failures-none = Er is niets mislukt
failures-none-words = Elk record kwam over of is bewust weggelaten.
failures-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}
failures-since = sinds { $at }
failures-last = laatst om { $at }
failures-change = Voordat het begon: { $what }, { $at }
failures-change-revision = revisie { $n } van { $flow } is gepubliceerd
failures-show = Tonen
failures-retry = Alles opnieuw versturen
failures-newest = Het nieuwste
run-title = Run van { $flow }
run-asked = Aangevraagd
run-finished = Klaar
run-total = Records
run-calls-source = Aanroepen naar de bron
run-calls-destination = Aanroepen naar de bestemming
run-calls-each = Aanroepen per record
run-records = Records tonen
run-cancel = Annuleren
run-progress = { $done } van { $total }
run-state-waiting = Wacht op zijn beurt
run-state-reading = Zoekt records
run-state-working = Bezig
run-state-finished = Klaar
run-state-failed = Mislukt
run-state-cancelled = Geannuleerd
run-cancelled = De run is geannuleerd. Wat is verstuurd, blijft verstuurd.
run-leave = U kunt deze pagina verlaten; de run gaat door.
run-trigger-by-hand = met de hand
run-trigger-load = laden van de geschiedenis
run-trigger-replay = opnieuw verstuurd
run-trigger-poll = na een blik in de bron
run-trigger-schedule = volgens planning
failures-mend-connections = Koppelingen bekijken
failures-mend-settings = Instellingen openen
failures-none-left = Van deze oorzaak is niets meer te versturen.
