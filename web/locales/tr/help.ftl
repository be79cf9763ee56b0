help-title = Yardım
help-search = Kılavuzlarda ara
help-none = Hiçbir kılavuzda "{ $words }" geçmiyor.
help-all = Tüm kılavuzlar
help-here = Bu sayfa için yardım
help-film = Film: { $title }
