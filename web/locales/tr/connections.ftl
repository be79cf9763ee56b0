connections-title = Bağlantılar
connections-empty = Henüz bağlantı yok
connections-empty-words = Mağazanız ve CRM'iniz burada, erişimimiz olup olmadığıyla birlikte görünür.
connections-connect = Bağlan
connection-reconnect = Yeniden giriş yap
connection-refused = Artık erişimimize izin vermiyor. Akışları bekliyor, hiçbir şey kaybolmadı.
connection-well = Her şey yolunda. Son okuma: { $at }.
connection-idle = Giriş yapıldı. Henüz hiçbir akış buradan okumuyor.
connection-read = Son okuma
connection-heard = Son webhook
connection-token = Giriş
connection-token-renews = Kendiliğinden yenilenir, en geç: { $at }
connection-token-stays = Süresi dolmaz
connection-authorised = İzin veren
connection-nobody = Bilinmiyor
connection-left = İzin veren kişi artık burada üye değil. Bu erişim bitmeden yeniden giriş yapın ya da bir iş arkadaşınızdan isteyin.
connection-since = Başlangıç
connection-properties = Özellik oluşturabilir
connection-never = Henüz yok
connection-used-by = Bunu kullanan akışlar
connection-unused = Hiçbir akış kullanmıyor.
connection-limits = Çağrılar
connection-rename = Ad
connection-renamed = Yeni adı: { $name }
connection-name-taken = Bu ad başka bir bağlantıda: { $name }
connection-let-go-title = Bağlantıyı kes
connection-let-go-words = Yukarıdaki akışlar durur, erişim bilgisi burada silinir. Gönderilenler kalır; devam etmek için istediğiniz zaman yeniden giriş yapın.
connection-let-go-do = Bağlantıyı kes
connection-let-go-by = Bağlantıyı kesen: { $name }
reconnect-title = Yeniden giriş yapın
reconnect-words = Bağlı olan hesaba giriş yapın: { $account }
reconnect-other = Evet, başka bir hesabı istiyorum; eşleşmeler yeniden başlasın
connection-flows = { $n } akış
connection-let-go = { $count ->
    [0] Bağlantı kesildi.
   *[other] Bağlantı kesildi. Duran akış: { $n }
}
reconnect-waiting = { $n } kayıt bekliyor; sonrasında gönderilir.
reconnect-done = { $count ->
    [0] Giriş yapıldı. Bekleyen yoktu.
   *[other] Giriş yapıldı. Bekleyen { $n } kayıt gönderiliyor.
}
