desk-title = Expertentisch
desk-orders = Bestellungen
desk-open = { $count ->
    [one] { $n } offene Bestellung
   *[other] { $n } offene Bestellungen
}
desk-none = Keine Bestellung wartet
desk-none-words = Ein gekauftes Paket erscheint hier sofort, und eine E-Mail kommt.
desk-today = Heutige Termine
desk-today-none = Heute keine Termine
desk-closed = Abgeschlossen
desk-tenant = Kunde
desk-next = Nächster Schritt
desk-age = Wartet seit
desk-days = { $count ->
    [one] { $n } Tag
   *[other] { $n } Tagen
}
desk-new = Heute neu
desk-meeting = Termin
desk-no-meeting = nicht gebucht
desk-expert = Experte
desk-nobody = Noch niemand
desk-take = Ich übernehme diese Bestellung
desk-taken = Die Bestellung gehört Ihnen.
desk-contact = Kontakt
desk-contact-none = Noch kein Name und keine Nummer angegeben
desk-buyer = Käufer
desk-members = Mitglieder
desk-wishes = Wünsche des Käufers
desk-wishes-none = Noch keine Wünsche. Fragen Sie beim Anruf danach.
desk-glance = Der Kunde auf einen Blick
desk-glance-connections = Verbindungen angemeldet
desk-glance-flows = Laufende Flows
desk-glance-alerts = Offene Meldungen
desk-glance-dead = Fehlgeschlagene Datensätze
desk-visit = Seiten des Kunden öffnen
desk-visit-not = Der Käufer hat noch keinen Zugang gegeben. Bitten Sie darum; er findet es auf der Seite der Bestellung.
desk-checks = Checkliste
desk-check-contact = Angerufen oder angeschrieben
desk-check-apps = Zwei Systeme autorisiert
desk-check-integration = Integration eingerichtet
desk-check-flow = Ein Flow konfiguriert
desk-check-proven = Grundfunktionen nachgewiesen
desk-check-meeting = Im Gespräch gezeigt
desk-tick = Erledigt
desk-untick = Nicht erledigt
desk-link = Adresse des Gesprächs
desk-link-wrong = Eine Adresse beginnt mit https://
desk-kept = Gespeichert.
desk-notes = Notizen für uns
desk-notes-hint = Kein Kunde sieht sie.
desk-note = Notiz
desk-template = Mit einer Vorlage beginnen
desk-template-hello = Begrüßung
desk-template-hello-words = Guten Tag, ich bin Ihr Experte für die Einrichtung. Wann darf ich Sie anrufen?
desk-template-access = Um Zugang bitten
desk-template-access-words = Um alles einzurichten, brauche ich Zugang zu Ihrem Kopru. Sie geben ihn auf der Seite Ihrer Bestellung und können ihn jederzeit zurücknehmen.
desk-template-done = Nachfassen
desk-template-done-words = Wie laufen die ersten Tage? Wenn etwas seltsam aussieht, schreiben Sie mir hier.
expert-chip = Experte
