proof-title = Geben Sie Ihr Passwort noch einmal ein
proof-lead = Der nächste Schritt betrifft die Sicherheit Ihres Kontos oder der Daten Ihres Unternehmens, und Sie haben Ihr Passwort vor mehr als 15 Minuten eingegeben.
proof-wrong = Das ist nicht Ihr Passwort.
