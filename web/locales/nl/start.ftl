start-steps = Stappen van het instellen
start-step-apps = Kies de systemen
start-step-connections = Log in bij beide
start-step-flows = Kies flows
start-step-settings = Een paar vragen
start-step-test = Probeer het uit
start-step-done = Begin
start-step-is-done = (klaar)
start-number = Stap { $n } van { $of }
start-apps-title = Welke systemen wilt u verbinden?
start-apps-lead = Dit duurt ongeveer vijf minuten. Er wordt niets in uw systemen geschreven voordat u dat zegt.
start-apps-lightspeed = Uw webshop: orders, klanten, producten en voorraad.
start-apps-series = Lightspeed is de naam van meerdere systemen. U hebt de C-Series als het adres van uw backoffice eindigt op webshopapp.com of shoplightspeed.com.
start-apps-hubspot = Uw CRM: deals, contacten, bedrijven en producten.
start-apps-editions = Elke editie is goed, ook de gratis.
start-apps-address = Niet zeker? Plak het adres van uw backoffice
start-apps-recognise = Herkennen
start-apps-address-hint = Kopieer het uit uw browser terwijl u daar bent ingelogd.
start-apps-own = Verder met mijn accounts
start-apps-sandbox = Proberen met een testwebshop
start-apps-sandbox-hint = De testomgeving is een verzonnen webshop en een eigen, leeg HubSpot-account: alle stappen zonder enig account.
start-seen-ecom = Dit is Lightspeed eCom (C-Series): u zit goed.
start-seen-ecom-e = Dit is Lightspeed eCom (E-Series, ook Ecwid genoemd). Die verbinden we nog niet.
start-seen-retail-r = Dit is Lightspeed Retail (R-Series), een kassa. Die verbinden we nog niet; uw webshop kan wel een C-Series zijn.
start-seen-retail-x = Dit is Lightspeed Retail (X-Series), een kassa. Die verbinden we nog niet; uw webshop kan wel een C-Series zijn.
start-seen-restaurant = Dit is Lightspeed Restaurant. Dat verbinden we nog niet.
start-seen-hubspot = Dit is HubSpot: u zit goed.
start-seen-unknown = We herkennen dit adres niet. Heeft uw webshop een eigen domein, plak dan het adres van de backoffice.
start-connections-title = Log in bij beide systemen
start-connections-lead = We proberen elke login meteen met een echte aanroep, zodat u ziet of het de juiste webshop en het juiste account is.
start-connections-go-on = Ja, verder
start-connections-both = Log eerst in bij beide systemen.
start-connected = Verbonden met { $name }.
start-n-products = { $count ->
    [one] { $n } product
   *[other] { $n } producten
}
start-n-orders = { $count ->
    [one] { $n } order
   *[other] { $n } orders
}
start-n-contacts = { $count ->
    [one] { $n } contact
   *[other] { $n } contacten
}
start-n-deals = { $count ->
    [one] { $n } deal
   *[other] { $n } deals
}
start-is-it-right = Is dit de juiste?
start-not-right = Nee, log in bij een andere
connection-lost = { $system } laat ons niet meer binnen. Log opnieuw in.
asks-title = Wat we vragen, en waarvoor
asks-contacts = Contacten lezen en schrijven: de klant van een order wordt een contact.
asks-companies = Bedrijven lezen en schrijven: zakelijke klanten krijgen hun bedrijf.
asks-deals = Deals lezen en schrijven: een order wordt een deal.
asks-products = Producten en regelitems lezen en schrijven: de regels van een order.
asks-invoices = Facturen lezen en schrijven: alleen voor die flow; niet elk account heeft ze.
asks-schemas = Eigenschappen lezen en maken: alleen die waarmee u later instemt.
asks-owners = Eigenaren lezen: zodat een flow er een kan toewijzen.
asks-orders = Orders en facturen lezen: om er deals en facturen van te maken.
asks-customers = Klanten lezen, en schrijven als u die flow kiest.
asks-articles = Producten en voorraad lezen, en schrijven als u die flow kiest.
asks-settings = Instellingen lezen: statussen, btw, betaal- en verzendmethoden om uit te kiezen.
asks-never = We verwijderen nooit iets wat er al was en lezen nooit betaalgegevens.
asks-names = Met de namen die HubSpot ze geeft
way-oauth = Inloggen bij HubSpot
way-oauth-hint = HubSpots eigen pagina gaat open. Kies uw account en dan de knop op de tekening; u komt vanzelf hier terug.
way-token = Of met het token van een privé-app
way-token-1 = Open in HubSpot Instellingen, Integraties, Privé-apps.
way-token-2 = Maak een privé-app en vink de rechten hierboven aan.
way-token-3 = Kopieer het toegangstoken en plak het hier.
way-token-label = Toegangstoken
way-token-hint = Het begint met pat-. We bewaren het verzegeld en tonen het nooit meer.
way-connect = { $system } verbinden
way-key-1 = Open in uw backoffice Instellingen, Ontwikkelaars.
way-key-2 = Maak een nieuwe API-sleutel en zet lezen aan voor orders, klanten, producten en instellingen.
way-key-3 = Kopieer sleutel en geheim en plak ze hier.
way-key-label = API-sleutel
way-secret-label = API-geheim
way-language-label = Taal
way-language-hint = De code van een van de talen van uw webshop, zoals nl, de, en of fr.
way-cluster-label = Waar uw webshop staat
way-cluster-eu = Europa (webshopapp.com)
way-cluster-us = Noord-Amerika (shoplightspeed.com)
way-install = Of installeer onze app uit de store van Lightspeed
way-install-hint = Uw browser krijgt een merkteken, zodat we weten dat de webshop van u is als de store u terugbrengt.
way-install-do = App installeren
way-installing = Installeer de app nu uit de appstore van Lightspeed, in deze browser en binnen 15 minuten. De store brengt u hier terug.
picture-consent = HubSpots pagina met de knop die Kopru binnenlaat
picture-consent-title = Kopru verbinden met HubSpot
picture-consent-do = Verbinden
picture-token = HubSpots privé-apps met het toegangstoken
picture-settings = Instellingen
picture-private-apps = Privé-apps
picture-access-token = Toegangstoken
picture-copy = Kopiëren
picture-key = Lightspeeds ontwikkelaarsinstellingen met sleutel en geheim
picture-developers = Ontwikkelaars
picture-new-key = API-sleutel
picture-rights = Orders, klanten, producten …
colleague-ask = Stuur deze stappen naar een collega
colleague-link = Link voor uw collega
colleague-link-hint = Hij logt alleen in, werkt één keer en vervalt na drie dagen. Hij wordt alleen nu getoond.
colleague-title = Laat Kopru binnen bij { $system }
colleague-words = { $tenant } vraagt u voor hen in te loggen bij { $system }. U hebt geen account bij Kopru nodig, en deze pagina kan verder niets.
colleague-until = Deze link werkt één keer, tot { $until }.
colleague-thanks = Dank u wel
colleague-thanks-words = { $system } is verbonden. U kunt deze pagina sluiten; de link werkt niet meer.
problem-denied = { $system } mocht ons niet binnenlaten.
problem-denied-cure = Begin opnieuw en kies de knop die de app verbindt. U moet beheerder van het account zijn.
problem-token = HubSpot accepteert dit token niet.
problem-token-cure = Open de privé-app, kopieer het toegangstoken opnieuw en plak het helemaal.
problem-token-shape = Dit is geen token.
problem-key = Lightspeed accepteert deze sleutel en dit geheim niet.
problem-key-cure = Kopieer beide opnieuw uit Instellingen, Ontwikkelaars; controleer of de sleutel van deze webshop is en waar de webshop staat.
problem-scope = De login bij HubSpot mist een recht.
problem-scope-cure = Geef de app alle rechten uit de lijst en probeer het opnieuw.
problem-rights = De sleutel klopt, maar mist rechten.
problem-rights-cure = Open de sleutel onder Instellingen, Ontwikkelaars en zet lezen aan voor orders, klanten, producten en instellingen; probeer het dan opnieuw.
problem-slow = { $system } antwoordde niet binnen tien seconden.
problem-slow-cure = Er is niets veranderd. Probeer het over een minuut opnieuw.
problem-down = { $system } is op dit moment niet bereikbaar.
problem-down-cure = Er is niets veranderd. Probeer het over een minuut opnieuw; kijk anders op de statuspagina.
asked-again = U kunt zonder verder, of deze pagina over een minuut opnieuw laden.
asked-trouble = { $system } antwoordt, maar heeft een storing.
asked-sign-in = { $system } laat ons niet meer binnen.
asked-sign-in-cure = Ga terug naar het inloggen en log opnieuw in.
asked-refused = { $system } antwoordde, maar weigerde onze vraag.
asked-refused-cure = U kunt zonder verder. Het eigen antwoord zegt waarom.
problem-limit = De aanroeplimiet van { $system } is bereikt.
problem-limit-cure = Een andere app gebruikt hem nu op. Probeer het over vijf minuten opnieuw.
problem-language = Deze webshop kent de taal niet.
problem-language-cure = Vul de code van een van de talen van de webshop in, zoals nl, de, en of fr.
problem-other-account = Dit opent een ander account dan eerst.
problem-other-account-cure = Wat eerder gekoppeld is, zou niet meer kloppen. Log in bij het verbonden account, of bevestig dat u een ander bedoelt.
problem-expired = Deze login is voorbij.
problem-expired-cure = Hij duurde langer dan 15 minuten of is al gebruikt. Begin opnieuw.
problem-ours = We hebben een fout gemaakt.
problem-ours-cure = Probeer het zo opnieuw; laat het ons anders weten.
problem-full = Uw abonnement heeft geen ruimte voor nog een verbinding.
problem-full-cure = Er is niets verbonden. Kies een groter abonnement of verbreek een systeem dat u niet meer gebruikt.
problem-full-do = Bekijk de abonnementen
start-flows-title = Wat moet er stromen?
start-flows-lead = Elke flow doet één ding. U kunt altijd flows toevoegen en wijzigen.
start-flows-none = Kies minstens één flow.
start-suggested = Aanbevolen
start-uncounted = Niet geteld.
start-orders-name = Orders naar HubSpot
start-orders-does = Als een order in de webshop betaald is, ontstaat een deal met klant, regels en bedragen.
start-orders-touches = Maakt deals, regelitems, en klanten en producten die ontbreken. Een bestaande deal wordt nooit gewijzigd.
start-status-name = Orderstatus naar HubSpot
start-status-does = Als de status van een order verandert, gaat de deal naar de fase die u kiest.
start-status-touches = Wijzigt alleen fase en status van deals die uit orders kwamen.
start-customers-name = Klanten naar HubSpot
start-customers-does = Als een klant in de webshop verandert, worden contact en bedrijf gemaakt of bijgewerkt.
start-customers-touches = Gevonden op e-mailadres. HubSpot kent één hoofdadres per contact; het afleveradres krijgt eigen eigenschappen.
start-contacts-name = Contacten naar de webshop
start-contacts-does = Als een contact in HubSpot verandert, wordt de klant in de webshop gemaakt of bijgewerkt.
start-contacts-touches = Gevonden op e-mailadres. De sleutel moet klanten mogen schrijven.
start-products-name = Producten naar HubSpot
start-products-does = Als een product in de webshop verandert, wordt het product in HubSpot gemaakt of bijgewerkt.
start-products-touches = Gevonden op SKU. HubSpot kent één afbeelding en één prijs per product; elke variant is een eigen product.
start-articles-name = Producten naar de webshop
start-articles-does = Als een product in HubSpot verandert, wordt het product in de webshop gemaakt of bijgewerkt.
start-articles-touches = Gevonden op SKU. De sleutel moet producten mogen schrijven.
start-stock-name = Voorraad naar HubSpot
start-stock-does = Als de voorraad in de webshop verandert, staat het aantal bij het product in HubSpot.
start-stock-touches = Wijzigt één eigenschap van bestaande producten; er komen geen nieuwe bij.
start-invoices-name = Facturen naar HubSpot
start-invoices-does = Maakt de webshop een factuur, dan komt die in HubSpot bij de deal van de order, met regels, bedragen en of hij betaald is.
start-invoices-touches = Heeft de flow voor orders nodig, want een factuur hangt aan de deal van de order. Een kopie om te bekijken: HubSpot mailt niemand en int niets. Creditnota's kent HubSpot niet.
start-count-orders = { $count ->
    [one] { $n } order, waarvan { $since } sinds 1 januari
   *[other] { $n } orders, waarvan { $since } sinds 1 januari
}
start-count-customers = { $count ->
    [one] { $n } klant, waarvan { $since } sinds 1 januari
   *[other] { $n } klanten, waarvan { $since } sinds 1 januari
}
start-count-contacts = { $count ->
    [one] { $n } contact, waarvan { $since } sinds 1 januari
   *[other] { $n } contacten, waarvan { $since } sinds 1 januari
}
start-count-products = { $count ->
    [one] { $n } product, waarvan { $since } sinds 1 januari
   *[other] { $n } producten, waarvan { $since } sinds 1 januari
}
start-count-invoices = { $count ->
    [one] { $n } factuur, waarvan { $since } sinds 1 januari
   *[other] { $n } facturen, waarvan { $since } sinds 1 januari
}
start-count-paid = { $all }, daarvan { $paid } betaald
start-not-begun = Nog niet begonnen: wordt ingesteld
start-flows-refused = Deze flows kunnen zo niet gemaakt worden.
start-settings-title = Een paar vragen
start-settings-lead = Elke vraag heeft al een antwoord; wijzig wat anders moet. De lijsten komen uit uw systemen.
start-keep-default = De lijst kan nu niet gelezen worden. Laat de standaard staan en ga verder; u kunt hem later wijzigen.
start-consent-title = Eigenschappen die we in HubSpot zouden maken
start-consent-words = HubSpot heeft voor sommige gegevens van een webshop geen plaats. Met uw toestemming maken we er eigenschappen voor, in een groep Kopru.
start-consent-names = Toon de namen
start-consent = Maak deze eigenschappen
start-consent-without = Zonder draaien de flows ook, maar ordernummers, voorraad en btw-nummers gaan niet mee.
start-wishes = Nog iets bijzonders?
start-wishes-hint = Onze experts lezen dit. De flows werken ook zonder.
ask-yes = Ja
ask-no = Nee
ask-payment-statuses = Welke orders worden verstuurd?
ask-payment-statuses-why = Waarom we dit vragen: de meesten willen pas een deal als er betaald is.
ask-stage = Waar komen nieuwe deals te staan?
ask-stage-why = Waarom we dit vragen: uw pijplijnen en fasen zijn van u. Een betaalde order is meestal een gewonnen deal.
ask-stage-none = Zoals nieuwe deals
ask-stage-on-hold = Waar gaat een deal heen als de order in de wacht staat?
ask-stage-shipped = Waar gaat een deal heen als de order verzonden is?
ask-stage-cancelled = Waar gaat een deal heen als de order geannuleerd is?
ask-stage-of-why = Waarom we dit vragen: alleen u weet wat deze status in uw pijplijn betekent.
ask-prices = Bedragen op deals
ask-prices-why = Waarom we dit vragen: rapporten in HubSpot moeten hetzelfde zeggen als uw boekhouding.
ask-prices-incl = Inclusief btw
ask-prices-excl = Exclusief btw
ask-one-price = De ene prijs van een product
ask-one-price-why = Waarom we dit vragen: HubSpot kent één prijs per product.
ask-default-customer = Contact voor gasten zonder e-mailadres
ask-default-customer-why = E-mailadres van een contact in HubSpot. Leeg: zulke deals hebben geen contact.
ask-default-customer-mistake = Er is geen contact met dit e-mailadres in { $system }.
ask-update-customers = Moet een order de klant bijwerken?
ask-update-customers-why = Waarom we dit vragen: houdt uw verkoopteam contacten zelf bij, kies dan nee.
ask-create-products = Moeten ontbrekende producten gemaakt worden?
ask-create-products-why = Waarom we dit vragen: een regel verwijst dan naar het product, en dat hebben rapporten nodig.
ask-update = Moeten bestaande records bijgewerkt worden?
ask-update-why = Waarom we dit vragen: wordt de andere kant met de hand bijgehouden, kies dan nee.
ask-create = Moeten ontbrekende producten gemaakt worden?
ask-create-why = Waarom we dit vragen: bij nee blijven alleen producten gelijk die aan beide kanten bestaan.
ask-default-country = Land van adressen zonder land
ask-default-country-why = Twee letters, zoals NL, DE of BE.
ask-default-country-mistake = Vul twee letters in, zoals NL.
ask-invoice-statuses = Welke facturen worden verstuurd?
ask-invoice-statuses-why = Waarom we dit vragen: sommigen willen alleen betaalde. Niets aangevinkt: alle worden verstuurd.
ask-credit-notes = Creditnota's
ask-credit-notes-why = Waarom we dit vragen: HubSpot kent geen creditnota's; als factuur zouden ze als omzet tellen.
ask-credit-notes-skip = Weglaten
ask-credit-notes-send = Als factuur met die titel versturen
ask-invoice-update = Moet een factuur worden bijgewerkt?
ask-invoice-update-why = Waarom we dit vragen: bij nee verneemt HubSpot niet wanneer hij betaald is.
ask-invoice-prices = Bedragen op facturen
ask-invoice-customer-why = E-mailadres van een contact in HubSpot. Leeg: zulke facturen hebben geen contact.
ask-tables = Btw-codes, betaal- en verzendmethoden
ask-tables-why = Gelezen uit uw webshop. Laat een veld zoals het is waar het woord van de webshop volstaat.
ask-tax-codes = Btw-code op elke regel, per tarief
ask-tax-codes-why = De code uit uw boekhouding. Leeg: er wordt geen verstuurd.
ask-payment-methods = Hoe betaalmethoden op de deal heten
ask-methods-why = Leeg: zoals in de webshop.
ask-shipping-methods = Hoe verzendmethoden op de deal heten
ask-payment-terms = Betalingstermijn per betaalmethode
ask-payment-terms-why = Zoals "30 dagen". Leeg: er wordt geen verstuurd.
start-test-title = Probeer het met één record
start-test-lead = Eerst tonen we alleen wat er zou gebeuren. Daarna kunt u het echt versturen, en weer terugnemen.
start-choose = Kies een record
start-choose-another = Kies een ander
start-by-name = Of op ordernummer, e-mailadres of SKU
start-no-records = Er is nog niets in { $system }. U kunt verder; het eerste record gaat mee zodra het er is.
start-record-gone = Dit record is er niet meer.
start-no-such-record = Er is geen ‘{ $name }’ in { $system }.
start-would-create = Zou gemaakt worden
start-would-update = Zou bijgewerkt worden
start-would-skip = Zou overgeslagen worden
start-would-fail = Zou mislukken
start-would-wait = Wacht op de order
start-nothing-written = Dit is een voorbeeld. Er is niets geschreven.
start-came-in = Binnengekomen uit { $system }
start-as-read = Zoals wij het lezen
start-would-send = Zou naar { $system } gaan
start-was-sent = Verzonden naar { $system }
start-now-there = Staat nu in { $system }
start-sends-nothing = Er zou niets verstuurd worden.
start-did-read = gelezen
start-did-filter = gefilterd
start-did-look = opgezocht
start-did-references = klant en producten
start-did-map = omgezet
start-did-send = verstuurd
start-send = Verstuur dit record
start-send-hint = Schrijft dit record en wat het nodig heeft echt. U kunt het terugnemen.
start-sending = Het wordt verstuurd.
start-sending-words = Dit duurt wat langer dan gewoonlijk.
start-look-again = Kijk opnieuw
start-sent = Het staat in { $system }.
start-sent-label = { $label } staat in { $system }.
start-sent-skipped = Er is niets verstuurd.
start-sent-failed = Het is niet in { $system } gekomen.
start-made = Gemaakt in { $took }:
start-made-deal = Deal met regelitems
start-made-contact = Contact
start-made-contact-company = Contact met bedrijf
start-made-company = Bedrijf
start-made-product = Product
start-made-invoice = Factuur met regelitems
start-made-customer = Klant
start-gone = verwijderd
start-open-in = Openen in { $system }
start-take-back = Neem het terug
start-taken-back = { $count ->
    [one] Teruggenomen: { $n } record verwijderd.
   *[other] Teruggenomen: { $n } records verwijderd.
}
start-was-taken-back = { $label } is niet meer in { $system }.
start-as-before = Wat er eerder was, is zoals het was.
start-took-back = Teruggenomen
start-not-taken-back = Niet alles kon teruggenomen worden. Probeer het opnieuw; wat verwijderd is, blijft verwijderd.
start-updated-stay = { $count ->
    [one] { $n } record dat er al was, is bijgewerkt; dat blijft zo.
   *[other] { $n } records die er al waren, zijn bijgewerkt; dat blijft zo.
}
start-see-record = Bekijk in het logboek
start-outlook-title = Wat de eerste synchronisatie zou doen
start-outlook-words = We lezen uw nieuwste records en rekenen uit hoeveel er gemaakt worden en hoe lang het duurt. Er wordt niets geschreven.
start-outlook-do = Reken uit
start-outlook = In { $system }, voor zover we kunnen berekenen:
start-outlook-created = { $count ->
    [one] ongeveer { $n } record zou worden gemaakt
   *[other] ongeveer { $n } records zouden worden gemaakt
}
start-outlook-updated = { $count ->
    [one] ongeveer { $n } bestaande zou worden bijgewerkt
   *[other] ongeveer { $n } bestaande zouden worden bijgewerkt
}
start-outlook-skipped = { $count ->
    [one] ongeveer { $n } zou worden overgeslagen
   *[other] ongeveer { $n } zouden worden overgeslagen
}
start-outlook-doubtful = { $count ->
    [one] naar ongeveer { $n } moet eerst worden gekeken
   *[other] naar ongeveer { $n } moet eerst worden gekeken
}
start-outlook-none = Er is nog niets te synchroniseren.
start-outlook-customers-there = { $count ->
    [one] { $n } klant van deze records is er al
   *[other] { $n } klanten van deze records zijn er al
}
start-outlook-customers-new = { $count ->
    [one] { $n } klant van deze records zou worden gemaakt
   *[other] { $n } klanten van deze records zouden worden gemaakt
}
start-outlook-doubts = Kijk van de gelezen records eerst naar deze:
start-doubt-no-customer = heeft geen e-mailadres, dus de deal krijgt geen contact
start-doubt-same-email = heeft hetzelfde e-mailadres als { $other }; samen worden ze één contact
start-doubt-same-sku = heeft dezelfde SKU als { $other }; samen worden ze één product
start-doubt-fails = zou mislukken: { $why }
start-outlook-calls = { $count ->
    [one] Het kost ongeveer { $n } aanroep van beide systemen
   *[other] Het kost ongeveer { $n } aanroepen van beide systemen
}
start-outlook-minutes = { $count ->
    [one] en ongeveer { $n } minuut.
   *[other] en ongeveer { $n } minuten.
}
start-outlook-basis = { $count ->
    [one] Berekend uit het nieuwste van { $records } records sinds 1 januari.
   *[other] Berekend uit de { $n } nieuwste van { $records } records sinds 1 januari.
}
start-outlook-short = { $count ->
    [one] ongeveer { $n } te maken
   *[other] ongeveer { $n } te maken
}
start-test-optional = U hoeft het niet te proberen om verder te gaan.
start-done-title = Alles staat klaar
start-done-lead = Deze flows beginnen met de knop hieronder.
start-when = Vanaf wanneer?
start-when-now = Vanaf nu
start-when-now-hint = Alleen wat vanaf dit moment verandert.
start-when-past = Ook het verleden
start-when-past-hint = Wat sinds de dag hieronder veranderde gaat ook mee, achter de actuele wijzigingen.
start-since = Sinds
start-since-mistake = Vul een dag in.
start-since-future = Deze dag moet nog komen.
start-trial = Uw 14 gratis dagen beginnen met deze knop en eindigen op { $day }. U hebt geen kaart nodig.
start-begin = Begin
start-begun = Uw flows draaien. Uw proefperiode eindigt op { $day }.
start-is-done = Uw flows zijn begonnen.
start-left-out = wordt overgeslagen
