connections-title = Verbindingen
connections-empty = Er is nog niets verbonden
connections-empty-words = Hier staan uw webshop en uw CRM, en of ze ons nog binnenlaten.
connections-connect = Verbinden
connection-reconnect = Opnieuw inloggen
connection-refused = Het laat ons niet meer binnen. De flows wachten; er gaat niets verloren.
connection-well = Alles in orde. Laatst gelezen: { $at }.
connection-idle = Ingelogd. Nog geen flow leest hieruit.
connection-read = Laatst gelezen
connection-heard = Laatste webhook
connection-token = Login
connection-token-renews = Vernieuwt zichzelf, uiterlijk { $at }
connection-token-stays = Verloopt niet
connection-authorised = Binnengelaten door
connection-nobody = Onbekend
connection-left = Wie ons binnenliet is hier geen lid meer. Log opnieuw in, of vraag een collega, voordat die toegang eindigt.
connection-since = Sinds
connection-properties = Mag eigenschappen maken
connection-never = Nog niet
connection-used-by = Flows die dit gebruiken
connection-unused = Geen flow gebruikt dit.
connection-limits = Aanroepen
connection-rename = Naam
connection-renamed = Het heet nu { $name }.
connection-name-taken = Een andere verbinding heet { $name }.
connection-let-go-title = Verbinding verbreken
connection-let-go-words = De flows hierboven pauzeren en onze toegang wordt hier vergeten. Wat verstuurd is, blijft; log op elk moment opnieuw in om verder te gaan.
connection-let-go-do = Verbreken
connection-let-go-by = Verbroken door { $name }
reconnect-title = Opnieuw inloggen
reconnect-words = Log in bij { $account }, het account dat verbonden was.
reconnect-other = Ja, ik bedoel een ander account; begin opnieuw met koppelen
connection-flows = { $count ->
    [one] { $n } flow
   *[other] { $n } flows
}
connection-let-go = { $count ->
    [0] Verbroken.
    [one] Verbroken. { $n } flow is gepauzeerd.
   *[other] Verbroken. { $n } flows zijn gepauzeerd.
}
reconnect-waiting = { $count ->
    [one] { $n } record wacht; het gaat daarna mee.
   *[other] { $n } records wachten; ze gaan daarna mee.
}
reconnect-done = { $count ->
    [0] Ingelogd. Er wachtte niets.
    [one] Ingelogd. { $n } wachtend record wordt verstuurd.
   *[other] Ingelogd. { $n } wachtende records worden verstuurd.
}
