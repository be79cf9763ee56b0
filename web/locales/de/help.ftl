help-title = Hilfe
help-search = In den Anleitungen suchen
help-none = Keine Anleitung erwähnt „{ $words }“.
help-all = Alle Anleitungen
help-here = Hilfe zu dieser Seite
help-film = Film: { $title }
