overview-all-run = Alle flows lopen.
overview-no-flows = Er is geen flow ingericht.
overview-some-paused = { $count ->
    [one] { $n } flow is gepauzeerd.
   *[other] { $n } flows zijn gepauzeerd.
}
overview-some-stopped = { $count ->
    [one] { $n } flow wacht op u.
   *[other] { $n } flows wachten op u.
}
overview-today = { $count ->
    [one] { $n } record vandaag
   *[other] { $n } records vandaag
}
overview-need-you = { $count ->
    [one] { $n } heeft u nodig.
   *[other] { $n } hebben u nodig.
}
overview-none-needs-you = geen enkele heeft u nodig.
overview-look-at = Bekijk de { $n }
overview-attention = Heeft u nodig
overview-since = Sinds
overview-seen = { $n } keer
overview-more-alerts = { $count ->
    [one] nog { $n } melding
   *[other] nog { $n } meldingen
}
overview-cure-look = Bekijken
overview-begin = Er is nog niets verbonden
overview-begin-words = Over ongeveer vijf minuten komt uw eerste order in HubSpot aan: verbind uw webshop en uw CRM, kies wat er stroomt en test het met één record.
overview-begin-do = Inrichten
overview-begin-viewer = Iemand die mag bewerken, kan het inrichten.
overview-first = Wachten op de eerste order
overview-first-words = Alles staat klaar. Plaats een testorder in uw webshop: binnen enkele seconden staat die hier.
overview-first-do = Zie hem binnenkomen
overview-tiles = Wat het vandaag waard is
overview-delivered = Vandaag afgeleverde records
overview-success = Slagingspercentage vandaag
overview-success-made-of = { $delivered } afgeleverd, { $failed } mislukt; overgeslagen telt niet mee
overview-turnover = Waarde van vandaag gesynchroniseerde orders
overview-turnover-made-of = { $count ->
    [one] { $n } order, per valuta, nooit omgerekend
   *[other] { $n } orders, per valuta, nooit omgerekend
}
overview-time-saved = Vandaag bespaarde tijd
overview-time-saved-made-of = { $records } records × { $minutes } min
overview-minutes-change = Minuten wijzigen
overview-minutes = Minuten per record met de hand
overview-minutes-hint = Hoe lang het overtypen van één record duurt: 3 of 1,5
overview-minutes-wrong = Minuten zijn een getal van 0 tot 480, zoals 3 of 1,5.
overview-minutes-kept = De minuten per record zijn opgeslagen.
overview-delay = Vertraging vandaag, mediaan
overview-delay-made-of = Van wijziging tot aflevering; 95 van de 100 binnen { $p95 }
overview-delay-none = Van wijziging tot aflevering; vandaag nog geen
overview-as-week-before = Zoals vorige { $weekday } om deze tijd
overview-more-than-week-before = { $share } meer dan vorige { $weekday } om deze tijd
overview-less-than-week-before = { $share } minder dan vorige { $weekday } om deze tijd
overview-over-time = Records in de tijd
overview-range = Hoe ver terug
overview-all-flows = Alles over flows
duration-minutes = { $minutes } min
duration-hours = { $hours } u { $minutes } min
weekday-1 = maandag
weekday-2 = dinsdag
weekday-3 = woensdag
weekday-4 = donderdag
weekday-5 = vrijdag
weekday-6 = zaterdag
weekday-7 = zondag
outcome-delivered = Afgeleverd
overview-created = { $number } aangemaakt
overview-updated = { $number } bijgewerkt
overview-skipped = { $number } overgeslagen
overview-failed = { $number } mislukt
calls-title = Aanroepen naar andere systemen
calls-today = Vandaag: { $ours } door ons, { $others } door andere apps
calls-per-record = { $calls } aanroepen per record
calls-forecast = Ongeveer { $calls } tot middernacht (UTC), in het tempo van de laatste uren
calls-forecast-of = Ongeveer { $calls } van { $limit } tot middernacht (UTC), in het tempo van de laatste uren
calls-blocked = De limiet is bereikt. We gaan vanzelf verder om { $time }.
calls-limit = { $used } van { $limit } in { $length }
calls-seconds = { $seconds } s
calls-minutes = { $minutes } min
calls-hours = { $hours } u
calls-reserve = { $percent } % blijft over voor andere apps
calls-reserve-label = Voor andere apps
calls-reserve-hint = We gebruiken nooit meer dan de rest van elke limiet, zodat uw andere apps niet worden geweigerd.
calls-reserve-kept = { $percent } % van de aanroepen blijft over voor andere apps.
