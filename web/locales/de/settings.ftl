settings-look-only = Sie dürfen das ansehen, aber nicht ändern. Ein Inhaber oder Administrator kann es.
settings-general = Unternehmen
settings-name-hint = So nennen es Ihr Team und die E-Mails.
settings-name-missing = Ein Unternehmen braucht einen Namen.
settings-more = Mehr
retention-title = Wie lange Inhalte bleiben
retention-words = Was hereinkam und gesendet wurde, bleibt verschlüsselt, nur damit Sie es ansehen und erneut senden können. Dann wird der Schlüssel vernichtet.
retention-days = { $count ->
    [one] Ein Tag
   *[other] { $n } Tage
}
retention-1-cost = Was gestern fehlschlug, wird vor dem erneuten Senden neu aus der Quelle gelesen; „warum so gesendet?“ lässt sich nur für heute beantworten.
retention-3-cost = Reicht für ein langes Wochenende. Ältere Datensätze zeigen Zeit und Ergebnis, ohne Inhalt.
retention-7-cost = Reicht für eine Woche mit ihren Fehlern. Das wählen die meisten.
retention-14-cost = Fehler lassen sich zwei Wochen lang finden und beheben.
retention-30-cost = Am längsten. Kundendaten liegen einen Monat bei uns.
retention-other-cost = Wie jetzt eingestellt.
retention-wrong = Wählen Sie 1 bis 30 Tage.
retention-set = { $count ->
    [one] Inhalte bleiben jetzt einen Tag.
   *[other] Inhalte bleiben jetzt { $n } Tage.
}
tokens-title = API-Tokens
tokens-lead = Für Skripte und andere Programme, die Koprus API nutzen.
token-new = Neues Token
token-name-hint = Wer oder was es nutzt: „Lagerskript“.
token-name-missing = Benennen Sie das Token, damit Sie später wissen, wer es nutzt.
token-until = Endet
token-days = { $count ->
    [one] Nach einem Tag
   *[other] Nach { $n } Tagen
}
token-lasting = Wenn es widerrufen wird
token-do = Token erzeugen
tokens-in-force = Tokens
tokens-none = Keine Tokens
tokens-none-words = Mit einem Token liest ein Skript Datensätze, startet Flows oder wendet eine Workspace-Datei an.
token-made = Erzeugt
token-used = Zuletzt benutzt
token-over = Abgelaufen:
token-revoke = Widerrufen
token-revoke-which = { $name } widerrufen
token-revoked = Das Token „{ $name }“ öffnet nichts mehr.
token-made-title = Token „{ $name }“
token-once = Dieses Token sehen Sie nur jetzt. Kopieren Sie es dorthin, wo es gebraucht wird.
token-sample = Probieren Sie es:
token-kept = Ich habe es kopiert
token-shown-already = Das Token wurde schon erzeugt und angezeigt. Haben Sie es nicht kopiert, widerrufen Sie es und erzeugen ein neues.
audit-title = Änderungsprotokoll
audit-lead = Wer was wann geändert hat.
audit-csv = CSV herunterladen
audit-filter = Nur Handlungen von
audit-filter-do = Filtern
audit-filter-clear = Alle zeigen
audit-none = Nichts zu zeigen
audit-none-words = Jede Änderung an Flows, Zuordnungen, Verbindungen, Mitgliedern und Einstellungen erscheint hier.
audit-act = Was geschah
audit-what = Woran
audit-change = Von → nach
audit-who = Wer
audit-when = Wann
workspace-title = Workspace als Code
workspace-lead = Verbindungen, Flows, Zuordnungen und Nachschlagetabellen in einer Datei: Übertragen Sie eine Einrichtung vom Test in den Betrieb.
workspace-download = Herunterladen
workspace-words = Diese Datei ist Ihre ganze Einrichtung, ohne Geheimnisse. Ändern Sie sie und wenden Sie sie an: Alles wird getan oder nichts. Flows, die darin nicht vorkommen, werden pausiert, ihre Änderungen bleiben erhalten.
workspace-file = workspace.toml
workspace-do = Anwenden
workspace-reset = Jetzige Einrichtung zeigen
workspace-line = Zeile { $line }
workspace-applied = Die Einrichtung ist, wie die Datei es sagt.
workspace-created = Neu: { $name }
workspace-changed = Geändert: { $name }
workspace-paused = Pausiert: { $name }
workspace-unchanged = Unverändert: { $name }
workspace-refused = Nichts wurde geändert. Bessern Sie diese Stellen aus:
export-title = Alles exportieren
export-lead = Alles, was wir außerhalb des Aktivitätsprotokolls über Ihr Unternehmen halten, als eine JSON-Datei.
erasures-title = Eine Person löschen
erasures-lead = Nach E-Mail-Adresse, mit Bescheinigung.
erasure-whose = Wessen Daten?
erasure-how = Wir suchen die Adresse im Aktivitätsprotokoll. Bevor etwas gelöscht wird, sehen Sie, was gefunden wurde.
erasure-look = Suchen
erasure-found = Gefunden für { $email }
erasure-nothing = Nichts. Entweder hatten wir diese Adresse nie, oder ihre Zeit ist um und sie wurde gelöscht.
erasure-records = { $count ->
    [0] Kein Datensatz im Aktivitätsprotokoll
    [one] Ein Datensatz im Aktivitätsprotokoll, mit Inhalt
   *[other] { $n } Datensätze im Aktivitätsprotokoll, mit Inhalt
}
erasure-failed = { $count ->
    [0] Kein fehlgeschlagener Datensatz
    [one] Ein fehlgeschlagener Datensatz
   *[other] { $n } fehlgeschlagene Datensätze
}
erasure-links = { $count ->
    [0] Keine Verknüpfung der Person zwischen den Systemen
    [one] Eine Verknüpfung der Person zwischen den Systemen
   *[other] { $n } Verknüpfungen der Person zwischen den Systemen
}
erasure-remote = Das bleibt in den anderen Systemen, löschen Sie es dort:
erasure-do = Jetzt löschen
erasure-final = Das lässt sich nicht rückgängig machen. Verknüpfungen von Bestellungen bleiben: Sie enthalten nur Nummern, und ohne sie würden die Bestellungen erneut gesendet.
erasure-past = Bescheinigungen
certificate-title = Bescheinigung der Löschung
certificate-number = Nummer
certificate-when = Gelöscht am
certificate-by = Von
certificate-subject = Person
certificate-subject-words = Ein Fingerabdruck der Adresse mit Schlüssel. Wer die Adresse hat, kann sich von uns bestätigen lassen, dass es diese ist.
certificate-erased = Gelöscht
certificate-days = Aus dem Aktivitätsprotokoll von
certificate-backups = Die Schlüssel dieser Tage sind bis { $day } vernichtet; danach ist auch keine Sicherung mehr lesbar.
certificate-ids = Nummern der gelöschten Datensätze
delete-title = Unternehmen löschen
delete-lead = Mit allem, was es hier hat. Nur ein Inhaber kann das.
delete-heading = { $tenant } löschen
delete-words = Flows enden. Verbindungen, Zuordnungen, Nachschlagetabellen, das Aktivitätsprotokoll und seine Schlüssel werden sofort gelöscht, ebenso Mitglieder, die zu keinem anderen Unternehmen gehören. Das lässt sich nicht rückgängig machen.
delete-remote = Was in Ihren Shop und nach HubSpot geschrieben wurde, bleibt dort. Vielleicht möchten Sie zuvor:
delete-type = Geben Sie zur Bestätigung den Namen ein: { $tenant }
delete-name-wrong = Das ist nicht der Name des Unternehmens.
delete-do = Endgültig löschen
act-account-password-changed = Änderte das eigene Passwort
act-account-app-added = Richtete eine Authenticator-App ein
act-account-app-removed = Entfernte die eigene Authenticator-App
act-account-passkey-added = Fügte einen Passkey hinzu
act-account-passkey-removed = Entfernte einen Passkey
act-account-recovery-codes-renewed = Erzeugte neue Wiederherstellungscodes
act-member-invited = Lud ein Mitglied ein
act-member-joined = Trat bei
act-member-left = Verließ das Team
act-member-removed = Entfernte ein Mitglied
act-member-role-changed = Änderte eine Rolle
act-invitation-resent = Sandte eine Einladung erneut
act-invitation-revoked = Nahm eine Einladung zurück
act-tenant-renamed = Benannte das Unternehmen um
act-tenant-time-zone-changed = Änderte die Zeitzone
act-tenant-retention-changed = Änderte die Aufbewahrung
act-tenant-second-factor-required = Änderte, ob ein zweiter Faktor Pflicht ist
act-tenant-exported = Exportierte alles
act-token-created = Erzeugte ein API-Token
act-token-revoked = Widerrief ein API-Token
act-person-erased = Löschte eine Person
act-workspace-applied = Wandte eine Workspace-Datei an
act-flow-paused = Pausierte einen Flow
act-flow-resumed = Setzte einen Flow fort
act-flow-added = Fügte einen Flow hinzu
act-flow-removed = Entfernte einen Flow
act-flow-renamed = Benannte einen Flow um
act-flow-begun = Schaltete einen Flow ein
act-flow-set-up = Richtete einen Flow ein
act-flow-tried = Sendete einen Testdatensatz
act-flow-test-taken-back = Nahm einen Test zurück
act-flow-settings-changed = Änderte die Einstellungen eines Flows
act-flow-published = Veröffentlichte eine Revision
act-flow-record-requested = Forderte einen Datensatz an
act-flow-load-requested = Forderte ältere Datensätze an
act-flow-missing-sent = Sendete fehlende Datensätze
act-flow-absence-watch-changed = Änderte die Meldung bei ausbleibenden Datensätzen
act-records-replayed = Sendete Datensätze erneut
act-records-set-aside = Legte Datensätze beiseite
act-run-cancelled = Brach einen Lauf ab
act-connection-signed-in = Autorisierte eine Verbindung
act-connection-removed = Entfernte eine Verbindung
act-connection-colleague-asked = Bat einen Kollegen um Autorisierung
act-lookup-made = Legte eine Nachschlagetabelle an
act-lookup-changed = Änderte eine Nachschlagetabelle
act-field-made = Legte ein Feld in HubSpot an
act-draft-taken-over = Übernahm einen Entwurf
act-draft-discarded = Verwarf einen Entwurf
act-channel-added = Fügte einen Kanal für Meldungen hinzu
act-channel-changed = Änderte einen Kanal für Meldungen
act-channel-removed = Entfernte einen Kanal für Meldungen
act-notices-changed = Änderte, wann Nachrichten kommen
act-billing-changed = Änderte Rechnungsdaten
act-plan-resumed = Setzte den Tarif fort
act-order-wishes-changed = Änderte die Wünsche zu einem Paket
act-order-accepted = Nahm ein Paket ab
act-meeting-cancelled = Sagte einen Termin ab
act-plan-bought = Wählte einen Tarif
act-package-bought = Kaufte das Einrichtungspaket
act-order-access-given = Gab unserem Experten Zugang
act-order-access-taken = Nahm unserem Experten den Zugang
act-order-taken = Übernahm die Bestellung
act-meeting-booked = Buchte einen Termin
act-expert-entered = Kam als unser Experte herein
act-tenant-time-saved-changed = Änderte die gesparten Minuten je Datensatz
act-alert-acknowledged = Übernahm eine Meldung
act-alert-unacknowledged = Gab eine Meldung ab
act-alert-muted = Schaltete eine Meldung stumm
act-alert-unmuted = Hob die Stummschaltung einer Meldung auf
act-alert-resolved = Beendete eine Meldung
act-connection-calls-reserved = Änderte den Anteil der Aufrufe für andere Apps
act-connection-disconnected = Trennte eine Verbindung
act-connection-renamed = Benannte eine Verbindung um
act-record-edited-and-sent = Bearbeitete einen Datensatz und sendete ihn einmal
act-record-sent-as-kept = Sendete einen Datensatz, wie er aufbewahrt war
act-record-sent-by-revision = Sendete einen Datensatz nach einer früheren Revision
