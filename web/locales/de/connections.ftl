connections-title = Verbindungen
connections-empty = Es ist noch nichts verbunden
connections-empty-words = Hier stehen Ihr Shop und Ihr CRM, und ob sie uns noch hineinlassen.
connections-connect = Verbinden
connection-reconnect = Erneut anmelden
connection-refused = Es lässt uns nicht mehr hinein. Die Flows warten; nichts geht verloren.
connection-well = Alles in Ordnung. Zuletzt gelesen: { $at }.
connection-idle = Angemeldet. Noch kein Flow liest daraus.
connection-read = Zuletzt gelesen
connection-heard = Letzter Webhook
connection-token = Anmeldung
connection-token-renews = Erneuert sich selbst, spätestens { $at }
connection-token-stays = Läuft nicht ab
connection-authorised = Hineingelassen von
connection-nobody = Unbekannt
connection-left = Wer uns hineinließ, ist hier nicht mehr Mitglied. Melden Sie sich erneut an oder bitten Sie jemanden darum, bevor dieser Zugang endet.
connection-since = Seit
connection-properties = Darf Eigenschaften anlegen
connection-never = Noch nicht
connection-used-by = Flows, die sie benutzen
connection-unused = Kein Flow benutzt sie.
connection-limits = Aufrufe
connection-rename = Name
connection-renamed = Sie heißt jetzt { $name }.
connection-name-taken = Eine andere Verbindung heißt { $name }.
connection-let-go-title = Verbindung trennen
connection-let-go-words = Die Flows oben werden pausiert, und unser Zugang wird hier vergessen. Gesendetes bleibt; melden Sie sich jederzeit erneut an, um weiterzumachen.
connection-let-go-do = Trennen
connection-let-go-by = Getrennt von { $name }
reconnect-title = Erneut anmelden
reconnect-words = Melden Sie sich bei { $account } an, dem Konto, das verbunden war.
reconnect-other = Ja, ein anderes Konto ist gemeint; neu zuordnen
connection-flows = { $count ->
    [one] { $n } Flow
   *[other] { $n } Flows
}
connection-let-go = { $count ->
    [0] Getrennt.
    [one] Getrennt. { $n } Flow ist pausiert.
   *[other] Getrennt. { $n } Flows sind pausiert.
}
reconnect-waiting = { $count ->
    [one] { $n } Datensatz wartet; er wird danach gesendet.
   *[other] { $n } Datensätze warten; sie werden danach gesendet.
}
reconnect-done = { $count ->
    [0] Angemeldet. Nichts wartete.
    [one] Angemeldet. { $n } wartender Datensatz wird gesendet.
   *[other] Angemeldet. { $n } wartende Datensätze werden gesendet.
}
