settings-look-only = U mag kijken, maar dit niet wijzigen. Een eigenaar of beheerder kan dat.
settings-general = Bedrijf
settings-name-hint = Zo noemen uw team en de mails het.
settings-name-missing = Een bedrijf heeft een naam nodig.
settings-more = Meer
retention-title = Hoe lang inhoud bewaard blijft
retention-words = Wat binnenkwam en verstuurd werd, blijft versleuteld bewaard, alleen om het te bekijken en opnieuw te versturen. Daarna wordt de sleutel vernietigd.
retention-days = { $count ->
    [one] Eén dag
   *[other] { $n } dagen
}
retention-1-cost = Wat gisteren mislukte, wordt opnieuw uit de bron gelezen voor het weer wordt verstuurd; "waarom zo verstuurd?" is alleen voor vandaag te beantwoorden.
retention-3-cost = Genoeg voor een lang weekend. Oudere records tonen tijd en uitkomst, zonder inhoud.
retention-7-cost = Genoeg voor een week met haar fouten. Dit kiezen de meesten.
retention-14-cost = Fouten zijn twee weken lang te vinden en te herstellen.
retention-30-cost = Het langst. Gegevens van klanten liggen een maand bij ons.
retention-other-cost = Zoals nu ingesteld.
retention-wrong = Kies 1 tot 30 dagen.
retention-set = { $count ->
    [one] Inhoud blijft nu één dag bewaard.
   *[other] Inhoud blijft nu { $n } dagen bewaard.
}
tokens-title = API-tokens
tokens-lead = Voor scripts en andere programma's die de API van Kopru gebruiken.
token-new = Nieuw token
token-name-hint = Wie of wat het gebruikt: "Magazijnscript".
token-name-missing = Geef het token een naam, zodat u later weet wie het gebruikt.
token-until = Eindigt
token-days = { $count ->
    [one] Na één dag
   *[other] Na { $n } dagen
}
token-lasting = Bij intrekken
token-do = Token maken
tokens-in-force = Tokens
tokens-none = Geen tokens
tokens-none-words = Met een token leest een script records, start het flows of past het een workspacebestand toe.
token-made = Gemaakt
token-used = Laatst gebruikt
token-over = Verlopen:
token-revoke = Intrekken
token-revoke-which = { $name } intrekken
token-revoked = Het token "{ $name }" opent niets meer.
token-made-title = Token "{ $name }"
token-once = Dit token ziet u alleen nu. Kopieer het naar waar het gebruikt wordt.
token-sample = Probeer het:
token-kept = Ik heb het gekopieerd
token-shown-already = Het token is al gemaakt en getoond. Hebt u het niet gekopieerd, trek het dan in en maak een nieuw.
audit-title = Auditlog
audit-lead = Wie wat wijzigde, en wanneer.
audit-csv = CSV downloaden
audit-filter = Alleen handelingen van
audit-filter-do = Filteren
audit-filter-clear = Alles tonen
audit-none = Niets te tonen
audit-none-words = Elke wijziging van flows, mappings, verbindingen, leden en instellingen verschijnt hier.
audit-act = Wat er gebeurde
audit-what = Waaraan
audit-change = Van → naar
audit-who = Wie
audit-when = Wanneer
workspace-title = Workspace als code
workspace-lead = Verbindingen, flows, mappings en opzoektabellen in één bestand: kopieer een inrichting van test naar productie.
workspace-download = Downloaden
workspace-words = Dit bestand is uw hele inrichting, zonder geheimen. Wijzig het en pas het toe: alles wordt gedaan, of niets. Flows die er niet in staan worden gepauzeerd en hun wijzigingen bewaard.
workspace-file = workspace.toml
workspace-do = Toepassen
workspace-reset = Huidige inrichting tonen
workspace-line = regel { $line }
workspace-applied = De inrichting is zoals het bestand zegt.
workspace-created = Nieuw: { $name }
workspace-changed = Gewijzigd: { $name }
workspace-paused = Gepauzeerd: { $name }
workspace-unchanged = Ongewijzigd: { $name }
workspace-refused = Er is niets gewijzigd. Herstel deze plaatsen:
export-title = Alles exporteren
export-lead = Alles wat we buiten het logboek over uw bedrijf bewaren, als één JSON-bestand.
erasures-title = Een persoon wissen
erasures-lead = Op e-mailadres, met certificaat.
erasure-whose = Wiens gegevens?
erasure-how = We zoeken het adres in het logboek. Voordat er iets gewist wordt, ziet u wat er gevonden is.
erasure-look = Zoeken
erasure-found = Gevonden voor { $email }
erasure-nothing = Niets. We hadden dit adres nooit, of de tijd is om en het is verwijderd.
erasure-records = { $count ->
    [0] Geen record in het logboek
    [one] Eén record in het logboek, met inhoud
   *[other] { $n } records in het logboek, met inhoud
}
erasure-failed = { $count ->
    [0] Geen mislukt record
    [one] Eén mislukt record
   *[other] { $n } mislukte records
}
erasure-links = { $count ->
    [0] Geen koppeling van de persoon tussen de systemen
    [one] Eén koppeling van de persoon tussen de systemen
   *[other] { $n } koppelingen van de persoon tussen de systemen
}
erasure-remote = Deze blijven in de andere systemen staan, wis ze daar:
erasure-do = Nu wissen
erasure-final = Dit is niet terug te draaien. Koppelingen van orders blijven: ze bevatten alleen nummers, en zonder hen zouden de orders opnieuw verstuurd worden.
erasure-past = Certificaten
certificate-title = Certificaat van wissing
certificate-number = Nummer
certificate-when = Gewist op
certificate-by = Door
certificate-subject = Persoon
certificate-subject-words = Een vingerafdruk van het adres met sleutel. Wie het adres heeft, kan ons laten bevestigen dat het dit is.
certificate-erased = Gewist
certificate-days = Uit het logboek van
certificate-backups = De sleutels van deze dagen zijn uiterlijk { $day } vernietigd; daarna is ook geen back-up meer leesbaar.
certificate-ids = Nummers van de gewiste records
delete-title = Bedrijf verwijderen
delete-lead = Met alles wat het hier heeft. Alleen een eigenaar kan dat.
delete-heading = { $tenant } verwijderen
delete-words = Flows stoppen. Verbindingen, mappings, opzoektabellen, het logboek en zijn sleutels worden meteen gewist, en ook leden die bij geen ander bedrijf horen. Dit is niet terug te draaien.
delete-remote = Wat naar uw webshop en HubSpot geschreven is, blijft daar. Misschien wilt u dit eerst:
delete-type = Typ de naam ter bevestiging: { $tenant }
delete-name-wrong = Dit is niet de naam van het bedrijf.
delete-do = Definitief verwijderen
act-account-password-changed = Wijzigde het eigen wachtwoord
act-account-app-added = Stelde een authenticator-app in
act-account-app-removed = Verwijderde de eigen authenticator-app
act-account-passkey-added = Voegde een passkey toe
act-account-passkey-removed = Verwijderde een passkey
act-account-recovery-codes-renewed = Maakte nieuwe herstelcodes
act-member-invited = Nodigde een lid uit
act-member-joined = Werd lid
act-member-left = Vertrok
act-member-removed = Verwijderde een lid
act-member-role-changed = Wijzigde een rol
act-invitation-resent = Stuurde een uitnodiging opnieuw
act-invitation-revoked = Trok een uitnodiging in
act-tenant-renamed = Hernoemde het bedrijf
act-tenant-time-zone-changed = Wijzigde de tijdzone
act-tenant-retention-changed = Wijzigde de bewaartermijn
act-tenant-second-factor-required = Wijzigde of een tweede factor verplicht is
act-tenant-exported = Exporteerde alles
act-token-created = Maakte een API-token
act-token-revoked = Trok een API-token in
act-person-erased = Wiste een persoon
act-workspace-applied = Paste een workspacebestand toe
act-flow-paused = Pauzeerde een flow
act-flow-resumed = Hervatte een flow
act-flow-added = Voegde een flow toe
act-flow-removed = Verwijderde een flow
act-flow-renamed = Hernoemde een flow
act-flow-begun = Zette een flow aan
act-flow-set-up = Richtte een flow in
act-flow-tried = Verstuurde een testrecord
act-flow-test-taken-back = Draaide een test terug
act-flow-settings-changed = Wijzigde de instellingen van een flow
act-flow-published = Publiceerde een revisie
act-flow-record-requested = Vroeg één record op
act-flow-load-requested = Vroeg oudere records op
act-flow-missing-sent = Verstuurde ontbrekende records
act-flow-absence-watch-changed = Wijzigde de melding bij uitblijvende records
act-records-replayed = Verstuurde records opnieuw
act-records-set-aside = Legde records terzijde
act-run-cancelled = Brak een run af
act-connection-signed-in = Autoriseerde een verbinding
act-connection-removed = Verwijderde een verbinding
act-connection-colleague-asked = Vroeg een collega te autoriseren
act-lookup-made = Maakte een opzoektabel
act-lookup-changed = Wijzigde een opzoektabel
act-field-made = Maakte een veld in HubSpot
act-draft-taken-over = Nam een concept over
act-draft-discarded = Verwierp een concept
act-channel-added = Voegde een kanaal voor meldingen toe
act-channel-changed = Wijzigde een kanaal voor meldingen
act-channel-removed = Verwijderde een kanaal voor meldingen
act-notices-changed = Wijzigde wanneer berichten komen
act-billing-changed = Wijzigde factuurgegevens
act-plan-resumed = Hervatte het abonnement
act-order-wishes-changed = Wijzigde de wensen bij een pakket
act-order-accepted = Accepteerde een pakket
act-meeting-cancelled = Zegde een gesprek af
act-plan-bought = Koos een abonnement
act-package-bought = Kocht het installatiepakket
act-order-access-given = Gaf onze expert toegang
act-order-access-taken = Trok de toegang van onze expert in
act-order-taken = Nam de bestelling op zich
act-meeting-booked = Plande een gesprek
act-expert-entered = Kwam binnen als onze expert
act-tenant-time-saved-changed = Wijzigde de minuten bespaard per record
act-alert-acknowledged = Nam een melding op zich
act-alert-unacknowledged = Liet een melding los
act-alert-muted = Dempte een melding
act-alert-unmuted = Hief het dempen van een melding op
act-alert-resolved = Beëindigde een melding
act-connection-calls-reserved = Wijzigde het deel van de aanroepen voor andere apps
act-connection-disconnected = Verbrak een verbinding
act-connection-renamed = Hernoemde een verbinding
act-record-edited-and-sent = Paste een record aan en verstuurde het één keer
act-record-sent-as-kept = Verstuurde een record zoals het bewaard was
act-record-sent-by-revision = Verstuurde een record met een eerdere revisie
