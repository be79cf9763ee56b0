proof-title = Geef uw wachtwoord nog een keer
proof-lead = De volgende stap raakt de veiligheid van uw account of de gegevens van uw bedrijf, en u gaf uw wachtwoord meer dan 15 minuten geleden.
proof-wrong = Dit is niet uw wachtwoord.
