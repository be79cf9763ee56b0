letter-foot = U krijgt deze e-mail van Kopru vanwege uw account daar. Antwoorden kan niet.

month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

verify-email-subject = Bevestig uw e-mailadres
verify-email-body =
    Vul deze code in waar u zich hebt aangemeld, of gebruik de knop. De code is maar kort geldig.

    Hebt u zich niet aangemeld? Dan hoeft u niets te doen; er gebeurt niets.
verify-email-button = Adres bevestigen

account-exists-subject = U hebt al een account
account-exists-body =
    Iemand, waarschijnlijk uzelf, heeft zich met dit adres bij Kopru aangemeld. Er bestaat al een account voor, dus er is geen nieuw account gemaakt.

    Log in, of kies daar een nieuw wachtwoord. Was u het niet? Dan hoeft u niets te doen; er is niets veranderd.
account-exists-button = Inloggen

reset-password-subject = Kies een nieuw wachtwoord
reset-password-body =
    U hebt om een nieuw wachtwoord gevraagd. De knop werkt één keer, en maar kort.

    Hebt u er niet om gevraagd? Dan blijft uw wachtwoord zoals het is.
reset-password-button = Wachtwoord kiezen

password-changed-subject = Uw wachtwoord is gewijzigd
password-changed-body =
    Vanaf nu geldt alleen het nieuwe, en overal elders bent u uitgelogd.

    Was u het niet? Kies dan meteen een ander wachtwoord.
password-changed-button = Ander wachtwoord kiezen

invitation-subject = { $by } nodigt u uit bij { $tenant }
invitation-body =
    { $tenant } laat met Kopru orders, klanten en producten stromen tussen de webshop en het CRM. Neem de uitnodiging aan om daar mee te werken.

    Kent u { $by } niet? Dan hoeft u niets te doen; er gebeurt niets.
invitation-button = Uitnodiging aannemen

trial-ending-subject = Uw proefperiode eindigt op { $day }
trial-ending-body = Daarna pauzeren de flows; wijzigingen blijven 30 dagen bewaard en er wordt niets verwijderd. Met één klik gaan ze verder waar ze waren.
trial-ending-button = Abonnement kiezen

trial-ended-subject = Uw proefperiode is voorbij: de flows pauzeren
trial-ended-body = Wijzigingen in uw webshop komen nog binnen en blijven 30 dagen bewaard; er wordt niets verwijderd. Zodra u een abonnement kiest, wordt alles verstuurd.
trial-ended-button = Abonnement kiezen

package-bought-subject = Bedankt voor het installatiepakket
package-bought-body =
    Uw bestelling ligt bij onze experts. Kies nu een moment voor het videogesprek.

    Op de pagina van de bestelling ziet u wat wij doen en wat u kunt voorbereiden.
package-bought-button = Moment kiezen

meeting-booked-subject = Videogesprek op { $moment }
meeting-booked-body = { $expert } spreekt u op { $moment }. De link staat op de pagina van de bestelling; daar kunt u het gesprek ook verplaatsen of afzeggen.
meeting-booked-button = Gesprek bekijken

fact-tenant = Bedrijf
fact-since = Sinds
fact-detail = Wat er gebeurde
fact-remote-words = Wat de andere kant zei
fact-delivered = Afgeleverd
fact-failed = Mislukt

alert-raised-subject = { $title }
alert-raised-body =
    { $why }

    { $cure }
alert-raised-button = { $button }
alert-raised-foot = U krijgt dit omdat meldingen van { $tenant } per e-mail naar u komen. Welke en wanneer kiest u in Kopru bij Meldingen, Kanalen.

alert-over-subject = Voorbij: { $title }
alert-over-body = Dit is voorbij en wat wachtte wordt verstuurd. U hoeft niets meer te doen.
alert-over-button = Melding bekijken
alert-over-foot = U krijgt dit omdat meldingen van { $tenant } per e-mail naar u komen. Welke en wanneer kiest u in Kopru bij Meldingen, Kanalen.

while-quiet-subject = { $count ->
    [one] { $n } melding tijdens uw stille uren
   *[other] { $n } meldingen tijdens uw stille uren
}
while-quiet-body = Deze staan bij { $tenant } nog open:
while-quiet-button = Meldingen bekijken

digest-subject = { $count ->
    [0] { $tenant }: { $delivered } records, niets vraagt uw aandacht
    [one] { $tenant }: { $delivered } records, { $n } open melding
   *[other] { $tenant }: { $delivered } records, { $n } open meldingen
}
digest-body = { $count ->
    [0] Alle flows lopen. Dit ging er sinds de vorige samenvatting doorheen.
   *[other] Dit ging er sinds de vorige samenvatting doorheen, en dit vraagt nog iemands aandacht.
}
digest-button = Overzicht openen

alert-test-subject = Test: meldingen van { $tenant } bereiken u
alert-test-body = Zo komt een melding: wat er gebeurde, waarom, wat het voor uw records betekent, en één knop naar wat het oplost.
alert-test-button = Kanalen bekijken

channel-test = Test: meldingen van { $tenant } komen hier aan.
channel-over = Voorbij: { $title }

order-arrived-subject = Nieuwe bestelling: { $tenant } kocht het installatiepakket
order-arrived-body = { $buyer } heeft het net gekocht. Bel of schrijf binnen één werkdag.
order-arrived-button = Bestelling openen

order-message-subject = { $author } schreef over uw installatiepakket
order-message-body = Lees en beantwoord het bericht op de pagina van de bestelling.
order-message-button = Bericht lezen

payment-refused-subject = Een betaling voor { $tenant } is geweigerd
payment-refused-body =
    Vandaag wordt er niets uitgezet: we proberen het nog enkele dagen en uw flows lopen door.

    Kies een andere kaart, of vraag uw bank naar de reden.
payment-refused-button = Andere kaart kiezen
