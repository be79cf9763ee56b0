role-owner = Inhaber
role-admin = Administrator
role-editor = Bearbeiter
role-viewer = Betrachter
role-billing = Abrechnung
role-expert = Experte
role-owner-words = Alles, bis hin zum Löschen des Unternehmens hier.
role-admin-words = Alles außer Inhaber ernennen und das Unternehmen hier löschen.
role-editor-words = Verbindungen, Flows, Zuordnungen und erneutes Senden.
role-viewer-words = Sieht alles, ändert nichts.
role-billing-words = Sieht alles, wählt Tarife und bezahlt.
role-expert-words = Einer unserer Experten, auf Zeit: arbeitet wie ein Bearbeiter, und jede Handlung ist markiert.
may-see = Ansehen
may-edit = Flows ändern
may-manage = Team verwalten
may-pay = Bezahlen
may-own = Alles löschen
team-members = Mitglieder
team-member = Mitglied
team-role = Rolle
team-role-of = Rolle von { $email }
team-since = Seit
team-you = Sie
team-until = bis { $day }
team-leave = Verlassen
team-remove-whom = { $email } entfernen
team-remove-title = Mitglied entfernen
team-remove-words = Mit dem nächsten Klick ist der Zugang weg. Flows laufen weiter wie bisher; was das Mitglied tat, bleibt im Änderungsprotokoll.
team-remove-do = Aus dem Team entfernen
team-leave-title = { $tenant } verlassen
team-leave-words = Sie sehen nichts mehr von diesem Unternehmen. Jemand kann Sie erneut einladen.
team-authorised = { $count ->
    [one] Eine Verbindung wurde von dieser Person autorisiert.
   *[other] { $n } Verbindungen wurden von dieser Person autorisiert.
}
team-authorised-words = Sie funktioniert, bis das andere System die Erlaubnis zurückzieht, und das geschieht, wenn das Konto der Person dort geschlossen wird. Öffnen Sie sie und bitten Sie einen Kollegen, sie neu zu autorisieren.
team-left-title = { $count ->
    [one] Eine Verbindung hängt an jemandem, der nicht mehr da ist
   *[other] { $n } Verbindungen hängen an Personen, die nicht mehr da sind
}
team-left-words = Sie enden, wenn die Konten dieser Personen im anderen System geschlossen werden. Öffnen Sie sie und bitten Sie einen Kollegen, sie neu zu autorisieren.
team-invite = Jemanden einladen
team-invite-do = Einladung senden
team-access = Zugang
team-access-hint = Der Zugang eines Experten endet immer von selbst.
team-access-lasting = Bis er entzogen wird
team-access-days = { $count ->
    [one] Für einen Tag
   *[other] Für { $n } Tage
}
team-letter-language = Sprache der E-Mail
team-invitations = Einladungen
team-only-you = Bisher nur Sie. Laden Sie ein, wer sich um Shop oder CRM kümmert.
team-no-invitations = Keine Einladung ist offen.
team-letter-sent = E-Mail von { $at }
team-invitation-until = offen bis { $day }
team-invitation-over = abgelaufen
team-resend = Erneut senden
team-revoke = Zurücknehmen
team-invited = Eine Einladung an { $email } ist unterwegs.
team-invited-already = Diese Adresse ist schon eingeladen oder Mitglied. Senden Sie die E-Mail in der Liste daneben erneut.
team-resent-already = In der letzten Minute ging schon eine E-Mail hinaus.
team-revoked = Die Einladung an { $email } ist zurückgenommen.
team-removed = { $email } ist kein Mitglied mehr.
team-role-changed = Die Rolle von { $email } ist jetzt: { $role }.
team-role-wrong = Wählen Sie eine Rolle, die Sie vergeben dürfen.
team-expert-needs-days = Wählen Sie, wann der Zugang des Experten endet.
team-owner-lasts = Der Platz eines Inhabers hat kein Ende. Wählen Sie „Bis er entzogen wird“.
team-expert-invited = Experten werden eingeladen, damit ihr Zugang von selbst endet.
team-last-owner = Ein Unternehmen braucht einen Inhaber. Ernennen Sie zuerst einen anderen.
team-factor-title = Zweiter Faktor für alle
team-factor-words = Mitglieder ohne sehen nur die Seite, auf der sie ihn einrichten.
team-factor-require = Von allen verlangen
team-factor-release = Nicht mehr verlangen
team-factor-required = Pflicht
team-factor-on = Jedes Mitglied braucht jetzt einen zweiten Faktor.
team-factor-off = Ein zweiter Faktor ist jetzt jedem selbst überlassen.
team-factor-own-first = Richten Sie zuerst Ihren eigenen zweiten Faktor ein, sonst sperren Sie sich aus.
team-factor-has = An
team-factor-none = Aus
team-roles = Was jede Rolle darf
invitation-title = Einladung
invitation-to = Arbeiten Sie mit bei { $tenant }
invitation-by = { $by } lädt Sie ein. Ihre Rolle: { $role }.
invitation-days = { $count ->
    [one] Der Zugang endet nach einem Tag.
   *[other] Der Zugang endet nach { $n } Tagen.
}
invitation-join = Beitreten
invitation-joined = Sie sind jetzt Mitglied von { $tenant }.
invitation-other = Sie sind als { $email } angemeldet, eingeladen ist aber { $invited }. Melden Sie sich ab und öffnen Sie den Link erneut.
invitation-has-account = Für { $email } gibt es ein Konto. Melden Sie sich an, und Sie sind dabei.
invitation-sign-in = Anmelden und beitreten
invitation-new = Wählen Sie ein Passwort für { $email }, und Ihr Konto ist bereit.
invitation-gone-title = Diese Einladung ist geschlossen
invitation-gone-words = Sie wurde angenommen, zurückgenommen oder ist älter als sieben Tage. Bitten Sie den, der Sie eingeladen hat, sie erneut zu senden.
