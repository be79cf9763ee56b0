letter-foot = Je krijgt deze e-mail van Kopru vanwege je account daar. Antwoorden kan niet.

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

verify-email-subject = Bevestig je e-mailadres
verify-email-body =
    Vul deze code in waar je je hebt aangemeld, of gebruik de knop. De code is maar kort geldig.

    Heb jij je niet aangemeld? Dan hoef je niets te doen; er gebeurt niets.
verify-email-button = Adres bevestigen

account-exists-subject = Je hebt al een account
account-exists-body =
    Iemand, waarschijnlijk jijzelf, heeft zich met dit adres bij Kopru aangemeld. Er bestaat al een account voor, dus er is geen nieuw account gemaakt.

    Log in, of kies daar een nieuw wachtwoord. Was jij het niet? Dan hoef je niets te doen; er is niets veranderd.
account-exists-button = Inloggen

reset-password-subject = Kies een nieuw wachtwoord
reset-password-body =
    Je hebt om een nieuw wachtwoord gevraagd. De knop werkt één keer, en maar kort.

    Heb je er niet om gevraagd? Dan blijft je wachtwoord zoals het is.
reset-password-button = Wachtwoord kiezen

password-changed-subject = Je wachtwoord is gewijzigd
password-changed-body =
    Vanaf nu geldt alleen het nieuwe, en overal elders ben je uitgelogd.

    Was jij het niet? Kies dan meteen een ander wachtwoord.
password-changed-button = Ander wachtwoord kiezen

invitation-subject = { $by } nodigt je uit bij { $tenant }
invitation-body =
    { $tenant } laat met Kopru orders, klanten en producten stromen tussen de webshop en het CRM. Neem de uitnodiging aan om daar mee te werken.

    Ken je { $by } niet? Dan hoef je niets te doen; er gebeurt niets.
invitation-button = Uitnodiging aannemen

trial-ending-subject = Je proefperiode eindigt op { $day }
trial-ending-body = Daarna pauzeren de flows; wijzigingen blijven 30 dagen bewaard en er wordt niets verwijderd. Met één klik gaan ze verder waar ze waren.
trial-ending-button = Abonnement kiezen

trial-ended-subject = Je proefperiode is voorbij: de flows pauzeren
trial-ended-body = Wijzigingen in je webshop komen nog binnen en blijven 30 dagen bewaard; er wordt niets verwijderd. Zodra je een abonnement kiest, wordt alles verstuurd.
trial-ended-button = Abonnement kiezen

package-bought-subject = Bedankt: { $package }
package-bought-body =
    Je bestelling ligt bij onze experts. Kies nu een moment voor het videogesprek.

    Op de pagina van de bestelling zie je wat wij doen en wat je kunt voorbereiden.
package-bought-button = Moment kiezen

meeting-booked-subject = Videogesprek op { $moment }
meeting-booked-body = { $expert } spreekt je op { $moment }. De link staat op de pagina van de bestelling; daar kun je het gesprek ook verplaatsen of afzeggen.
meeting-booked-button = Gesprek bekijken
