help-title = Hulp
help-search = Zoeken in de handleidingen
help-none = Geen handleiding noemt "{ $words }".
help-all = Alle handleidingen
help-here = Hulp bij deze pagina
help-film = Film: { $title }
