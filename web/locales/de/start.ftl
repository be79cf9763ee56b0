start-steps = Schritte der Einrichtung
start-step-apps = Systeme wählen
start-step-connections = Bei beiden anmelden
start-step-flows = Flows wählen
start-step-settings = Einige Fragen
start-step-test = Ausprobieren
start-step-done = Beginnen
start-step-is-done = (erledigt)
start-number = Schritt { $n } von { $of }
start-apps-title = Welche Systeme möchten Sie verbinden?
start-apps-lead = Das dauert etwa fünf Minuten. In Ihre Systeme wird nichts geschrieben, bevor Sie es sagen.
start-apps-lightspeed = Ihr Webshop: Bestellungen, Kunden, Produkte und Bestand.
start-apps-series = Lightspeed heißen mehrere Systeme. Sie haben die C-Series, wenn die Adresse Ihres Backoffice auf webshopapp.com oder shoplightspeed.com endet.
start-apps-hubspot = Ihr CRM: Deals, Kontakte, Unternehmen und Produkte.
start-apps-editions = Jede Ausgabe ist recht, auch die kostenlose.
start-apps-address = Nicht sicher? Fügen Sie die Adresse Ihres Backoffice ein
start-apps-recognise = Erkennen
start-apps-address-hint = Kopieren Sie sie aus dem Browser, während Sie dort angemeldet sind.
start-apps-own = Mit meinen Konten weiter
start-apps-sandbox = Mit einem Testshop probieren
start-apps-sandbox-hint = Die Testumgebung ist ein erfundener Shop und ein eigenes, leeres HubSpot-Konto: alle Schritte ganz ohne Konto.
start-seen-ecom = Das ist Lightspeed eCom (C-Series): Sie sind hier richtig.
start-seen-ecom-e = Das ist Lightspeed eCom (E-Series, auch Ecwid genannt). Wir verbinden es noch nicht.
start-seen-retail-r = Das ist Lightspeed Retail (R-Series), eine Kasse. Wir verbinden sie noch nicht; Ihr Webshop kann trotzdem eine C-Series sein.
start-seen-retail-x = Das ist Lightspeed Retail (X-Series), eine Kasse. Wir verbinden sie noch nicht; Ihr Webshop kann trotzdem eine C-Series sein.
start-seen-restaurant = Das ist Lightspeed Restaurant. Wir verbinden es noch nicht.
start-seen-hubspot = Das ist HubSpot: Sie sind hier richtig.
start-seen-unknown = Diese Adresse erkennen wir nicht. Hat Ihr Shop eine eigene Domain, fügen Sie die Adresse seines Backoffice ein.
start-connections-title = Melden Sie sich bei beiden Systemen an
start-connections-lead = Wir prüfen jede Anmeldung sofort mit einem echten Aufruf; so sehen Sie, ob es der richtige Shop und das richtige Konto ist.
start-connections-go-on = Ja, weiter
start-connections-both = Melden Sie sich zuerst bei beiden Systemen an.
start-connected = Verbunden mit { $name }.
start-n-products = { $count ->
    [one] { $n } Produkt
   *[other] { $n } Produkte
}
start-n-orders = { $count ->
    [one] { $n } Bestellung
   *[other] { $n } Bestellungen
}
start-n-contacts = { $count ->
    [one] { $n } Kontakt
   *[other] { $n } Kontakte
}
start-n-deals = { $count ->
    [one] { $n } Deal
   *[other] { $n } Deals
}
start-is-it-right = Ist das richtig?
start-not-right = Nein, anderswo anmelden
connection-lost = { $system } lässt uns nicht mehr hinein. Melden Sie sich erneut an.
asks-title = Worum wir bitten, und wofür
asks-contacts = Kontakte lesen und schreiben: Der Kunde einer Bestellung wird ein Kontakt.
asks-companies = Unternehmen lesen und schreiben: Geschäftskunden bekommen ihr Unternehmen.
asks-deals = Deals lesen und schreiben: Eine Bestellung wird ein Deal.
asks-products = Produkte und Artikelpositionen lesen und schreiben: die Positionen einer Bestellung.
asks-invoices = Rechnungen lesen und schreiben: nur für diesen Flow; nicht jedes Konto hat sie.
asks-schemas = Eigenschaften lesen und anlegen: nur die, denen Sie später zustimmen.
asks-owners = Zuständige lesen: damit ein Flow einen zuweisen kann.
asks-orders = Bestellungen und Rechnungen lesen: um daraus Deals und Rechnungen zu machen.
asks-customers = Kunden lesen, und schreiben, wenn Sie diesen Flow wählen.
asks-articles = Produkte und Bestand lesen, und schreiben, wenn Sie diesen Flow wählen.
asks-settings = Einstellungen lesen: Status, Steuern, Zahlungs- und Versandarten zur Auswahl.
asks-never = Wir löschen nie etwas, das vorher da war, und lesen nie Zahlungsdaten.
asks-names = Mit den Namen, die HubSpot ihnen gibt
way-oauth = Bei HubSpot anmelden
way-oauth-hint = Es öffnet sich HubSpots eigene Seite. Wählen Sie Ihr Konto, dann die Schaltfläche im Bild; Sie kommen von selbst hierher zurück.
way-token = Oder mit dem Token einer privaten App
way-token-1 = Öffnen Sie in HubSpot Einstellungen, Integrationen, Private Apps.
way-token-2 = Legen Sie eine private App an und wählen Sie die Berechtigungen von oben.
way-token-3 = Kopieren Sie das Zugriffstoken und fügen Sie es hier ein.
way-token-label = Zugriffstoken
way-token-hint = Es beginnt mit pat-. Wir bewahren es versiegelt auf und zeigen es nie wieder.
way-connect = { $system } verbinden
way-key-1 = Öffnen Sie im Backoffice Einstellungen, Entwickler.
way-key-2 = Legen Sie einen neuen API-Schlüssel an und schalten Sie Lesen ein für Bestellungen, Kunden, Produkte und Einstellungen.
way-key-3 = Kopieren Sie Schlüssel und Geheimnis und fügen Sie beide hier ein.
way-key-label = API-Schlüssel
way-secret-label = API-Geheimnis
way-language-label = Sprache
way-language-hint = Der Code einer der Sprachen Ihres Shops, etwa nl, de, en oder fr.
way-cluster-label = Wo Ihr Shop liegt
way-cluster-eu = Europa (webshopapp.com)
way-cluster-us = Nordamerika (shoplightspeed.com)
way-install = Oder unsere App aus Lightspeeds Store installieren
way-install-hint = Ihr Browser bekommt ein Zeichen, damit wir wissen, dass der Shop Ihnen gehört, wenn der Store Sie zurückführt.
way-install-do = App installieren
way-installing = Installieren Sie die App nun aus Lightspeeds App Store, in diesem Browser und innerhalb von 15 Minuten. Der Store führt Sie hierher zurück.
picture-consent = HubSpots Seite mit der Schaltfläche, die Kopru hineinlässt
picture-consent-title = Kopru mit HubSpot verbinden
picture-consent-do = App verbinden
picture-token = HubSpots private Apps mit dem Zugriffstoken
picture-settings = Einstellungen
picture-private-apps = Private Apps
picture-access-token = Zugriffstoken
picture-copy = Kopieren
picture-key = Lightspeeds Entwicklereinstellungen mit Schlüssel und Geheimnis
picture-developers = Entwickler
picture-new-key = API-Schlüssel
picture-rights = Bestellungen, Kunden, Produkte …
colleague-ask = Diese Schritte an eine Kollegin oder einen Kollegen senden
colleague-link = Link zum Weitergeben
colleague-link-hint = Er meldet nur an, gilt einmal und endet nach drei Tagen. Er wird nur jetzt gezeigt.
colleague-title = Lassen Sie Kopru bei { $system } hinein
colleague-words = { $tenant } bittet Sie, sich bei { $system } anzumelden. Sie brauchen kein Konto bei Kopru, und diese Seite kann sonst nichts.
colleague-until = Dieser Link gilt einmal, bis { $until }.
colleague-thanks = Vielen Dank
colleague-thanks-words = { $system } ist verbunden. Sie können diese Seite schließen; der Link gilt nicht mehr.
problem-denied = { $system } durfte uns nicht hineinlassen.
problem-denied-cure = Beginnen Sie neu und wählen Sie die Schaltfläche, die die App verbindet. Sie müssen das Konto verwalten dürfen.
problem-token = HubSpot nimmt dieses Token nicht an.
problem-token-cure = Öffnen Sie die private App, kopieren Sie das Zugriffstoken neu und fügen Sie es ganz ein.
problem-token-shape = Das ist kein Token.
problem-key = Lightspeed nimmt diesen Schlüssel und dieses Geheimnis nicht an.
problem-key-cure = Kopieren Sie beide neu aus Einstellungen, Entwickler; prüfen Sie, ob der Schlüssel zu diesem Shop gehört und wo der Shop liegt.
problem-scope = Der Anmeldung bei HubSpot fehlt eine Berechtigung.
problem-scope-cure = Geben Sie der App alle Berechtigungen der Liste und versuchen Sie es erneut.
problem-rights = Der Schlüssel stimmt, aber ihm fehlen Berechtigungen.
problem-rights-cure = Öffnen Sie den Schlüssel unter Einstellungen, Entwickler und schalten Sie Lesen ein für Bestellungen, Kunden, Produkte und Einstellungen; versuchen Sie es dann erneut.
problem-slow = { $system } hat nicht innerhalb von zehn Sekunden geantwortet.
problem-slow-cure = Es wurde nichts geändert. Versuchen Sie es in einer Minute erneut.
problem-down = { $system } ist gerade nicht erreichbar.
problem-down-cure = Es wurde nichts geändert. Versuchen Sie es in einer Minute erneut; dauert es an, sehen Sie auf die Statusseite.
asked-again = Sie können ohne weitergehen oder diese Seite in einer Minute neu laden.
asked-trouble = { $system } antwortet, hat aber eine Störung.
asked-sign-in = { $system } lässt uns nicht mehr hinein.
asked-sign-in-cure = Gehen Sie zur Anmeldung zurück und melden Sie sich erneut an.
asked-refused = { $system } hat geantwortet, unsere Anfrage aber abgelehnt.
asked-refused-cure = Sie können ohne weitergehen. Seine eigenen Worte sagen, warum.
problem-limit = Das Aufruflimit von { $system } ist erreicht.
problem-limit-cure = Eine andere App verbraucht es gerade. Versuchen Sie es in fünf Minuten erneut.
problem-language = Dieser Shop kennt die Sprache nicht.
problem-language-cure = Geben Sie den Code einer der Sprachen des Shops ein, etwa nl, de, en oder fr.
problem-other-account = Das öffnet ein anderes Konto als zuvor.
problem-other-account-cure = Was bisher zugeordnet ist, wäre falsch. Melden Sie sich beim verbundenen Konto an oder bestätigen Sie, dass ein anderes gemeint ist.
problem-expired = Diese Anmeldung ist vorbei.
problem-expired-cure = Sie dauerte länger als 15 Minuten oder wurde schon benutzt. Beginnen Sie neu.
problem-ours = Wir haben einen Fehler gemacht.
problem-ours-cure = Versuchen Sie es gleich erneut; dauert es an, sagen Sie es uns.
problem-full = In Ihrem Tarif ist kein Platz für eine weitere Verbindung.
problem-full-cure = Es wurde nichts verbunden. Wählen Sie einen größeren Tarif oder trennen Sie ein System, das Sie nicht mehr nutzen.
problem-full-do = Tarife ansehen
start-flows-title = Was soll fließen?
start-flows-lead = Jeder Flow tut genau eines. Sie können jederzeit Flows hinzufügen und ändern.
start-flows-none = Wählen Sie mindestens einen Flow.
start-suggested = Empfohlen
start-uncounted = Nicht gezählt.
start-orders-name = Bestellungen zu HubSpot
start-orders-does = Ist eine Bestellung im Shop bezahlt, entsteht ein Deal mit Kunde, Positionen und Beträgen.
start-orders-touches = Legt Deals und Artikelpositionen an, dazu fehlende Kunden und Produkte. Ein vorhandener Deal wird nie geändert.
start-status-name = Bestellstatus zu HubSpot
start-status-does = Ändert sich der Status einer Bestellung, geht ihr Deal in die Phase, die Sie wählen.
start-status-touches = Ändert nur Phase und Status von Deals, die aus Bestellungen kamen.
start-customers-name = Kunden zu HubSpot
start-customers-does = Ändert sich ein Kunde im Shop, werden Kontakt und Unternehmen angelegt oder aktualisiert.
start-customers-touches = Gefunden über die E-Mail-Adresse. HubSpot kennt eine Hauptadresse je Kontakt; die Lieferadresse bekommt eigene Eigenschaften.
start-contacts-name = Kontakte zum Shop
start-contacts-does = Ändert sich ein Kontakt in HubSpot, wird der Kunde im Shop angelegt oder aktualisiert.
start-contacts-touches = Gefunden über die E-Mail-Adresse. Der Schlüssel muss Kunden schreiben dürfen.
start-products-name = Produkte zu HubSpot
start-products-does = Ändert sich ein Produkt im Shop, wird das Produkt in HubSpot angelegt oder aktualisiert.
start-products-touches = Gefunden über die SKU. HubSpot kennt ein Bild und einen Preis je Produkt; jede Variante ist ein eigenes Produkt.
start-articles-name = Produkte zum Shop
start-articles-does = Ändert sich ein Produkt in HubSpot, wird das Produkt im Shop angelegt oder aktualisiert.
start-articles-touches = Gefunden über die SKU. Der Schlüssel muss Produkte schreiben dürfen.
start-stock-name = Bestand zu HubSpot
start-stock-does = Ändert sich der Bestand im Shop, steht die Zahl am Produkt in HubSpot.
start-stock-touches = Ändert eine Eigenschaft vorhandener Produkte; neue legt er nicht an.
start-invoices-name = Rechnungen zu HubSpot
start-invoices-does = Stellt der Shop eine Rechnung, kommt sie in HubSpot an den Deal der Bestellung, mit Positionen, Beträgen und ob sie bezahlt ist.
start-invoices-touches = Braucht den Flow für Bestellungen, denn eine Rechnung hängt am Deal der Bestellung. Eine Kopie zum Ansehen: HubSpot schreibt niemandem und zieht nichts ein. Gutschriften kennt HubSpot nicht.
start-count-orders = { $count ->
    [one] { $n } Bestellung, davon { $since } seit 1. Januar
   *[other] { $n } Bestellungen, davon { $since } seit 1. Januar
}
start-count-customers = { $count ->
    [one] { $n } Kunde, davon { $since } seit 1. Januar
   *[other] { $n } Kunden, davon { $since } seit 1. Januar
}
start-count-contacts = { $count ->
    [one] { $n } Kontakt, davon { $since } seit 1. Januar
   *[other] { $n } Kontakte, davon { $since } seit 1. Januar
}
start-count-products = { $count ->
    [one] { $n } Produkt, davon { $since } seit 1. Januar
   *[other] { $n } Produkte, davon { $since } seit 1. Januar
}
start-count-invoices = { $count ->
    [one] { $n } Rechnung, davon { $since } seit 1. Januar
   *[other] { $n } Rechnungen, davon { $since } seit 1. Januar
}
start-count-paid = { $all }, davon { $paid } bezahlt
start-not-begun = Noch nicht begonnen: wird eingerichtet
start-flows-refused = So können diese Flows nicht angelegt werden.
start-settings-title = Einige Fragen
start-settings-lead = Jede hat schon eine Antwort; ändern Sie, was anders sein soll. Die Listen kommen aus Ihren Systemen.
start-keep-default = Die Liste kann gerade nicht gelesen werden. Lassen Sie die Vorgabe stehen und gehen Sie weiter; Sie können sie später ändern.
start-consent-title = Eigenschaften, die wir in HubSpot anlegen würden
start-consent-words = HubSpot hat für manche Angaben eines Shops keinen Platz. Mit Ihrer Zustimmung legen wir dafür Eigenschaften an, in einer Gruppe namens Kopru.
start-consent-names = Namen zeigen
start-consent = Diese Eigenschaften anlegen
start-consent-without = Ohne sie laufen die Flows auch, aber Bestellnummern, Bestand und USt-IdNr. werden nicht gesendet.
start-wishes = Noch etwas Besonderes?
start-wishes-hint = Unsere Experten lesen das. Die Flows arbeiten auch ohne.
ask-yes = Ja
ask-no = Nein
ask-payment-statuses = Welche Bestellungen werden gesendet?
ask-payment-statuses-why = Warum wir fragen: Die meisten wollen einen Deal erst, wenn bezahlt ist.
ask-stage = Wo stehen neue Deals?
ask-stage-why = Warum wir fragen: Pipelines und Phasen sind Ihre eigenen. Eine bezahlte Bestellung ist meist ein gewonnener Deal.
ask-stage-none = Wie neue Deals
ask-stage-on-hold = Wohin geht ein Deal, dessen Bestellung wartet?
ask-stage-shipped = Wohin geht ein Deal, dessen Bestellung versandt ist?
ask-stage-cancelled = Wohin geht ein Deal, dessen Bestellung storniert ist?
ask-stage-of-why = Warum wir fragen: Nur Sie wissen, was dieser Status in Ihrer Pipeline bedeutet.
ask-prices = Beträge auf Deals
ask-prices-why = Warum wir fragen: Berichte in HubSpot sollen dasselbe sagen wie Ihre Bücher.
ask-prices-incl = Mit MwSt.
ask-prices-excl = Ohne MwSt.
ask-one-price = Der eine Preis eines Produkts
ask-one-price-why = Warum wir fragen: HubSpot kennt einen Preis je Produkt.
ask-default-customer = Kontakt für Gäste ohne E-Mail-Adresse
ask-default-customer-why = E-Mail-Adresse eines Kontakts in HubSpot. Leer: Solche Deals haben keinen Kontakt.
ask-default-customer-mistake = In { $system } gibt es keinen Kontakt mit dieser E-Mail-Adresse.
ask-update-customers = Soll eine Bestellung ihren Kunden aktualisieren?
ask-update-customers-why = Warum wir fragen: Pflegt Ihr Vertrieb Kontakte von Hand, wählen Sie Nein.
ask-create-products = Sollen fehlende Produkte angelegt werden?
ask-create-products-why = Warum wir fragen: Eine Position verweist dann auf ihr Produkt, was Berichte brauchen.
ask-update = Sollen vorhandene Datensätze aktualisiert werden?
ask-update-why = Warum wir fragen: Wird die andere Seite von Hand gepflegt, wählen Sie Nein.
ask-create = Sollen fehlende Produkte angelegt werden?
ask-create-why = Warum wir fragen: Bei Nein bleiben nur Produkte gleich, die es auf beiden Seiten gibt.
ask-default-country = Land für Adressen ohne Land
ask-default-country-why = Zwei Buchstaben, etwa NL, DE oder BE.
ask-default-country-mistake = Geben Sie zwei Buchstaben ein, etwa NL.
ask-invoice-statuses = Welche Rechnungen werden gesendet?
ask-invoice-statuses-why = Warum wir fragen: Manche wollen nur bezahlte. Nichts angekreuzt: Alle werden gesendet.
ask-credit-notes = Gutschriften
ask-credit-notes-why = Warum wir fragen: HubSpot kennt keine Gutschriften; als Rechnungen zählten sie zum Umsatz.
ask-credit-notes-skip = Weglassen
ask-credit-notes-send = Als Rechnung mit diesem Titel senden
ask-invoice-update = Soll eine Rechnung aktuell gehalten werden?
ask-invoice-update-why = Warum wir fragen: Bei Nein erfährt HubSpot nicht, wann sie bezahlt ist.
ask-invoice-prices = Beträge auf Rechnungen
ask-invoice-customer-why = E-Mail-Adresse eines Kontakts in HubSpot. Leer: Solche Rechnungen haben keinen Kontakt.
ask-tables = Steuercodes, Zahlungs- und Versandarten
ask-tables-why = Aus Ihrem Shop gelesen. Lassen Sie ein Feld, wie es ist, wo das Wort des Shops genügt.
ask-tax-codes = Steuercode auf jeder Position, je Steuersatz
ask-tax-codes-why = Der Code Ihrer Buchhaltung. Leer: Es wird keiner gesendet.
ask-payment-methods = Wie Zahlungsarten auf dem Deal heißen
ask-methods-why = Leer: wie im Shop.
ask-shipping-methods = Wie Versandarten auf dem Deal heißen
ask-payment-terms = Zahlungsbedingungen je Zahlungsart
ask-payment-terms-why = Etwa „30 Tage“. Leer: Es wird keine gesendet.
start-test-title = Probieren Sie es mit einem Datensatz
start-test-lead = Zuerst zeigen wir nur, was geschehen würde. Dann können Sie ihn wirklich senden und wieder zurücknehmen.
start-choose = Datensatz wählen
start-choose-another = Anderen wählen
start-by-name = Oder über Bestellnummer, E-Mail-Adresse oder SKU
start-no-records = In { $system } gibt es noch nichts. Sie können weitergehen; der erste Datensatz wird gesendet, sobald er kommt.
start-record-gone = Diesen Datensatz gibt es nicht mehr.
start-no-such-record = „{ $name }“ gibt es in { $system } nicht.
start-would-create = Würde angelegt
start-would-update = Würde aktualisiert
start-would-skip = Würde übersprungen
start-would-fail = Würde fehlschlagen
start-would-wait = Wartet auf die Bestellung
start-nothing-written = Das ist eine Vorschau. Es wurde nichts geschrieben.
start-came-in = Kam aus { $system }
start-as-read = Wie wir ihn lesen
start-would-send = Ginge an { $system }
start-was-sent = Ging an { $system }
start-now-there = Steht jetzt in { $system }
start-sends-nothing = Es würde nichts gesendet.
start-did-read = gelesen
start-did-filter = gefiltert
start-did-look = nachgeschlagen
start-did-references = Kunde und Produkte
start-did-map = zugeordnet
start-did-send = gesendet
start-send = Diesen senden
start-send-hint = Schreibt diesen Datensatz und was er braucht wirklich. Sie können ihn zurücknehmen.
start-sending = Er wird gesendet.
start-sending-words = Das dauert etwas länger als gewöhnlich.
start-look-again = Noch einmal nachsehen
start-sent = Er ist in { $system }.
start-sent-label = { $label } ist in { $system }.
start-sent-skipped = Es wurde nichts gesendet.
start-sent-failed = Er kam nicht in { $system } an.
start-made = Angelegt in { $took }:
start-made-deal = Deal mit Artikelpositionen
start-made-contact = Kontakt
start-made-contact-company = Kontakt mit Unternehmen
start-made-company = Unternehmen
start-made-product = Produkt
start-made-invoice = Rechnung mit Artikelpositionen
start-made-customer = Kunde
start-gone = entfernt
start-open-in = In { $system } öffnen
start-take-back = Zurücknehmen
start-taken-back = { $count ->
    [one] Zurückgenommen: { $n } Datensatz entfernt.
   *[other] Zurückgenommen: { $n } Datensätze entfernt.
}
start-was-taken-back = { $label } ist nicht mehr in { $system }.
start-as-before = Was vorher da war, ist wie zuvor.
start-took-back = Zurückgenommen
start-not-taken-back = Nicht alles konnte zurückgenommen werden. Versuchen Sie es erneut; Entferntes bleibt entfernt.
start-updated-stay = { $count ->
    [one] { $n } Datensatz, der schon da war, wurde aktualisiert; das bleibt.
   *[other] { $n } Datensätze, die schon da waren, wurden aktualisiert; das bleibt.
}
start-see-record = Im Aktivitätsprotokoll ansehen
start-outlook-title = Was der erste Abgleich täte
start-outlook-words = Wir lesen Ihre neuesten Datensätze und rechnen aus, wie viele angelegt würden und wie lange es dauert. Es wird nichts geschrieben.
start-outlook-do = Ausrechnen
start-outlook = In { $system }, soweit wir rechnen können:
start-outlook-created = { $count ->
    [one] etwa { $n } Datensatz würde angelegt
   *[other] etwa { $n } Datensätze würden angelegt
}
start-outlook-updated = { $count ->
    [one] etwa { $n } vorhandener würde aktualisiert
   *[other] etwa { $n } vorhandene würden aktualisiert
}
start-outlook-skipped = { $count ->
    [one] etwa { $n } würde übersprungen
   *[other] etwa { $n } würden übersprungen
}
start-outlook-doubtful = { $count ->
    [one] etwa { $n } sollten Sie vorher ansehen
   *[other] etwa { $n } sollten Sie vorher ansehen
}
start-outlook-none = Es gibt noch nichts abzugleichen.
start-outlook-customers-there = { $count ->
    [one] { $n } Kunde dieser Datensätze ist schon da
   *[other] { $n } Kunden dieser Datensätze sind schon da
}
start-outlook-customers-new = { $count ->
    [one] { $n } Kunde dieser Datensätze würde angelegt
   *[other] { $n } Kunden dieser Datensätze würden angelegt
}
start-outlook-doubts = Von den gelesenen Datensätzen sollten Sie diese zuerst ansehen:
start-doubt-no-customer = hat keine E-Mail-Adresse, der Deal bekäme keinen Kontakt
start-doubt-same-email = hat dieselbe E-Mail-Adresse wie { $other }; beide werden ein Kontakt
start-doubt-same-sku = hat dieselbe SKU wie { $other }; beide werden ein Produkt
start-doubt-fails = würde fehlschlagen: { $why }
start-outlook-calls = { $count ->
    [one] Das braucht etwa { $n } Aufruf beider Systeme
   *[other] Das braucht etwa { $n } Aufrufe beider Systeme
}
start-outlook-minutes = { $count ->
    [one] und etwa { $n } Minute.
   *[other] und etwa { $n } Minuten.
}
start-outlook-basis = { $count ->
    [one] Berechnet aus dem neuesten von { $records } Datensätzen seit 1. Januar.
   *[other] Berechnet aus den { $n } neuesten von { $records } Datensätzen seit 1. Januar.
}
start-outlook-short = { $count ->
    [one] etwa { $n } anzulegen
   *[other] etwa { $n } anzulegen
}
start-test-optional = Sie müssen es nicht ausprobieren, um weiterzugehen.
start-done-title = Alles ist bereit
start-done-lead = Diese Flows beginnen mit der Schaltfläche unten.
start-when = Ab wann?
start-when-now = Ab jetzt
start-when-now-hint = Nur, was sich ab diesem Moment ändert.
start-when-past = Auch die Vergangenheit
start-when-past-hint = Was sich seit dem Tag unten geändert hat, wird auch gesendet, hinter den laufenden Änderungen.
start-since = Seit
start-since-mistake = Geben Sie einen Tag ein.
start-since-future = Dieser Tag liegt in der Zukunft.
start-trial = Ihre 14 kostenlosen Tage beginnen mit dieser Schaltfläche und enden am { $day }. Eine Karte ist nicht nötig.
start-begin = Beginnen
start-begun = Ihre Flows laufen. Ihr Testzeitraum endet am { $day }.
start-is-done = Ihre Flows haben begonnen.
start-left-out = würde ausgelassen
