# Help and guides.
help-title = Help
help-search = Search the guides
help-none = No guide mentions "{ $words }".
help-all = All guides
help-here = Help for this page
help-film = Film: { $title }
