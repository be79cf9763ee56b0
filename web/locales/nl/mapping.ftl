# De mapping-editor, proefdraaien en revisies.
map-title = Mapping van { $name }
map-live-since = revisie { $number } is live sinds { $time }
map-history = Geschiedenis
map-history-title = Geschiedenis van { $name }
map-edit = Wijzigen
map-edit-draft = Verder met het concept
map-dry-run = Proefdraaien
map-publish = Publiceren
map-somebody = een vroeger lid
map-held-by = { $name } bewerkt dit concept sinds { $time }.
map-take-over = Overnemen
map-take-over-hint = Beide blijven bewaard: wat tot nu toe is getypt wordt opzijgezet en kan weer worden opgepakt.
map-taken-over = { $name } heeft dit concept nu. Wat u typte is voor u opzijgezet en kan weer worden opgepakt.
map-stale = Revisie { $number } is gepubliceerd sinds dit concept begon. Vergelijk voor u publiceert.
map-published-meanwhile = Revisie { $number } is intussen gepubliceerd. Uw wijzigingen zijn daarop bewaard; bekijk de verschillen.
map-asides = { $count ->
    [one] Er staat een concept opzij
   *[other] Er staan { $n } concepten opzij
}
map-aside = Concept van { $name }, { $time }
map-aside-yours = Uw concept, { $time }
map-take-up = Oppakken
map-mistakes = { $count ->
    [one] Eén fout
   *[other] { $n } fouten
}
map-record = Record
map-record-show = Tonen
map-record-failing = Een mislukt record
map-record-missing = Zo'n record is niet gevonden.
map-no-records = Er kwam nog geen record door deze flow.
map-records-at = { $count } records, gelezen om { $time }
map-records-slow = De records worden nog gelezen. Kijk zo meteen nog eens.
map-records-trouble = De records zijn nu niet te lezen: { $why }
map-fields-at = Velden gelezen om { $time }.
map-fields-slow = Het andere systeem doet lang over zijn antwoord. Kijk zo meteen nog eens.
map-fields-trouble = De velden zijn nu niet te lezen; de meegeleverde worden getoond. { $why }
map-read-again = Opnieuw lezen
map-act-create = zou worden aangemaakt
map-act-update = zou worden bijgewerkt
map-tabs = Onderdelen van de mapping
map-tab-rules = Regels
map-tab-lines = Orderregels
map-tab-unmapped = Niet gekoppeld
map-tab-functions = Functies
map-rules = Regels
map-functions-words = Functies veranderen een waarde onderweg. Een veld, een streep en een functie: order.customer.email | lower.
map-functions-guide = De handleiding voor expressies
map-function = Functie
map-function-does = Wat hij doet
map-function-example = Voorbeeld
map-function-gives = geeft
map-source = Van { $system }
map-target = Naar { $system }
map-find-field = Zoek een veld
map-only-filled = Alleen gevulde
map-find = Zoeken
map-no-fields = Geen veld past.
map-source-canonical = Velden
map-source-raw = Zoals de bron het heeft (raw)
map-source-linked = Gekoppelde records
map-source-settings = Instellingen
map-source-lookups = Opzoektabellen
map-filled = gevuld in { $filled } van { $all }
map-used-by = { $count ->
    [one] Eén regel leest het
   *[other] { $n } regels lezen het
}
map-rows = { $count ->
    [one] Eén rij
   *[other] { $n } rijen
}
map-kind-text = tekst
map-kind-number = getal
map-kind-bool = ja of nee
map-kind-date = dag
map-kind-datetime = moment
map-kind-choice = keuze
map-kind-group = groep
map-kind-list = lijst
map-kind-texts = teksten
map-kind-any = van alles
map-kind-nothing = niets
map-find-rule = Zoek een regel
map-show = Tonen
map-only-all = Alle
map-only-yours = Alleen eigen
map-only-wrong = Alleen met problemen
map-clear = Filter wissen
map-unsaved = Nog niet opgeslagen
map-preview-unreachable = Het voorbeeld antwoordt niet. Typ gerust door; Concept opslaan toont het ook.
map-refused = De bestemming zou dit weigeren:
map-refused-missing = het is verplicht, en leeg
map-refused-choice = "{ $value }" is geen van de waarden: { $allowed }
map-refused-kind = dit past hier: { $kind }
map-refused-long = hoogstens { $most } tekens passen
map-suggestion = Gebruik
map-save-draft = Concept opslaan
map-no-draft = Nog niets gewijzigd. Wat u opslaat is een concept; records gaan door met de live revisie.
map-draft-kept = Concept opgeslagen { $time }
map-draft-saved = Het concept is opgeslagen.
map-draft-yours = Het concept is nu van u.
map-draft-discarded = Het concept is weggegooid.
map-draft-changed = Het concept veranderde nadat u keek. Zo is het nu.
map-discard = Weggooien
map-unmapped-none = Elk veld van de bestemming heeft een regel.
map-custom = Eigen veld
map-add-rule = Regel toevoegen
map-add-to = Veld van de bestemming
map-add-under = Lijst
map-add = Toevoegen
map-add-needs-field = Noem het veld van de nieuwe regel.
map-no-rules = Geen regel past.
map-removed = { $count ->
    [one] Eén standaardregel is uitgeschakeld
   *[other] { $n } standaardregels zijn uitgeschakeld
}
map-take-default = Standaard terugzetten
map-default-is = Standaard:
map-badge-default = Standaard
map-badge-yours = Van u
map-badge-new = Nieuw
map-badge-gone = Veld bestaat niet meer
map-one-item = Eén extra item in de lijst.
map-expression = Expressie
map-expression-of = Expressie voor { $field }
map-condition = Alleen als
map-condition-hint = Weggelaten waar dit niet waar is. Leeg: altijd.
map-item-name = Elk item heet { $name }.
map-on-create = Aanmaken
map-on-update = Bijwerken
map-only-create = alleen bij aanmaken
map-only-update = alleen bij bijwerken
map-never = uitgeschakeld
map-when = als
map-up = { $field } omhoog
map-down = { $field } omlaag
map-remove = Verwijderen
map-remove-of = Regel voor { $field } verwijderen
map-explain = Voorwaarde en uitleg
map-came-nothing = niet bereikt bij dit record
map-came-times = { $count ->
    [one] eenmaal
   *[other] de eerste van { $n }
}
map-came-items = { $count ->
    [one] Eén item
   *[other] { $n } items
}
map-came-left-out = leeg, dus weggelaten
map-came-skipped = de voorwaarde is niet waar
map-came-other-act = niet voor deze handeling
map-strays = Deze wijzigingen horen bij regels die niet meer worden meegeleverd: { $rules }
map-all = Alle mappings
map-none = Er is nog niets gekoppeld.
map-none-words = Elke flow brengt een werkende mapping mee; hier bekijkt en wijzigt u die.
map-none-do = Verbind twee systemen
map-flow = Flow
map-revision = Revisie
map-revision-n = Revisie { $number }
map-yours = Eigen regels
map-draft-of = Concept van { $name }
map-dry-title = Proefdraaien van { $name }
map-dry-words = { $count ->
    [one] Het nieuwste record door de live regels en het concept. Er wordt niets verstuurd.
   *[other] De nieuwste { $n } records door de live regels en het concept. Er wordt niets verstuurd.
}
map-back-to-draft = Terug naar het concept
map-dry-failing = Nu mislukkend
map-dry-passing = Nu geslaagd
map-dry-changed = Gewijzigd
map-dry-same = Gelijk
map-dry-records = Records
map-dry-how = De records zijn opnieuw uit de bron gelezen.
map-dry-none = Zo vergaat het geen record.
map-dry-now = Live, revisie { $number }
map-dry-draft = Met het concept
map-dry-open = In de editor openen
map-dry-is-same = Gelijk
map-dry-is-changed = Gewijzigd
map-dry-is-failing = Mislukt
map-dry-is-passing = Slaagt
map-dry-sent = Verstuurd
map-dry-skipped = Overgeslagen: { $why }
map-dry-failed = Mislukt: { $why }
map-dry-more = { $count ->
    [one] en nog één veld
   *[other] en nog { $n } velden
}
map-note = Wat is er gewijzigd
map-note-hint = Uw collega's lezen dit in de geschiedenis.
map-newly-failing-ask = { $count ->
    [one] Eén record dat nu slaagt zou mislukken. Bekijk het, of zeg dat u toch publiceert.
   *[other] { $n } records die nu slagen zouden mislukken. Bekijk ze, of zeg dat u toch publiceert.
}
map-publish-anyway = { $count ->
    [one] Publiceren hoewel één record zou mislukken
   *[other] Publiceren hoewel { $n } records zouden mislukken
}
map-publish-over = Publiceren over wat intussen is gepubliceerd
map-publish-do = Publiceren
map-publish-hint = Het volgende record gebruikt het. U kunt altijd terug.
map-nothing-changed = Het concept zegt hetzelfde als de live revisie.
map-already-published = Revisie { $number } is al live.
map-already-live = Revisie { $number } zegt wat live is.
map-published = Revisie { $number } is live.
map-not-published = Er is niets gepubliceerd. { $why }
map-sent-again = { $count ->
    [one] Eén record wordt opnieuw verstuurd.
   *[other] { $n } records worden opnieuw verstuurd.
}
map-back-to = Terug naar revisie { $number }
map-by = Door
map-since = Sinds
map-is-live = Live
map-compare = Vergelijken
map-compare-from = Van
map-compare-to = Naar
map-compare-do = Vergelijken
map-compare-same = Beide zeggen hetzelfde.
map-bisect = Welke revisie maakte het stuk?
map-bisect-words = Haalt één record door alle revisies en markeert de eerste die het stukmaakt of verandert.
map-bisect-do = Alle doorlopen
map-bisect-always = Elke revisie mislukt erop: het ligt niet aan de regels.
map-bisect-broke = Revisie { $number } is de eerste die mislukt.
map-bisect-changed = Revisie { $number } is de laatste die het veranderde.
map-bisect-same = Alle revisies maken er hetzelfde van.
map-roll-back = Terug naar deze revisie
map-roll-back-returns = Regels, filters en instellingen worden weer zoals ze waren.
map-roll-back-stays = Waarden van opzoektabellen, verbindingen en verstuurde records blijven zoals ze zijn.
map-roll-back-changes = { $count ->
    [one] Eén verschil met wat live is
   *[other] { $n } verschillen met wat live is
}
map-roll-back-again = { $count ->
    [one] Het record dat sindsdien kwam opnieuw versturen
   *[other] De { $n } records die sindsdien kwamen opnieuw versturen
}
map-roll-back-again-hint = Ze worden opnieuw uit de bron gelezen.
map-roll-back-cut = Er kunnen er meer zijn; de nieuwste zijn geteld.
map-roll-back-do = Terug naar revisie { $number }
map-roll-back-new = Het wordt revisie { $number }.
map-field-new = Nieuw veld in { $system }
map-field-label = Label
map-field-label-hint = Wat mensen zien.
map-field-name = Naam
map-field-name-hint = Kleine letters, cijfers en liggende streepjes; leeg: gemaakt uit het label.
map-field-kind = Bevat
map-field-lines = Voor de regels van een order
map-field-consent = Dit veld aanmaken in { $system }
map-field-consent-hint = Het wordt in uw account gemaakt, in de groep Kopru, en blijft daar.
map-field-do = Veld aanmaken
map-field-made = Het veld { $name } is er.
map-field-refused = { $system } heeft het veld niet aangemaakt.
map-field-needs-label = Het veld heeft een label nodig.
map-field-name-wrong = Een naam heeft kleine letters, cijfers en liggende streepjes, en begint met een letter.
map-field-kind-wrong = Kies wat het bevat.
map-field-needs-consent = Zeg dat het in uw account mag worden gemaakt.
map-filter-wrong = De voorwaarde van de flow klopt niet: { $what }
map-setting-wrong = Een instelling van de flow heeft een waarde die ze niet kan hebben. Bekijk de instellingen van de flow.
map-unreadable = De toewijzing is niet te lezen. Ga terug naar een eerdere revisie.
map-applied-from-file = toegepast uit een workspacebestand
