# Eşleme düzenleyicisi, provalar ve sürümler.
map-title = Eşleme: { $name }
map-live-since = { $number }. sürüm yayında, başlangıç: { $time }
map-history = Geçmiş
map-history-title = Geçmiş: { $name }
map-edit = Değiştir
map-edit-draft = Taslağa devam et
map-dry-run = Prova
map-publish = Yayınla
map-somebody = eski bir üye
map-held-by = Bu taslağı { $name } düzenliyor, başlangıç: { $time }.
map-take-over = Devral
map-take-over-hint = İkisi de saklanır: şimdiye kadar yazılanlar bir kenara ayrılır ve yeniden alınabilir.
map-taken-over = Bu taslak artık { $name } adlı üyede. Yazdıklarınız sizin için bir kenara ayrıldı, yeniden alabilirsiniz.
map-stale = Bu taslak başladıktan sonra { $number }. sürüm yayınlandı. Yayınlamadan önce karşılaştırın.
map-published-meanwhile = Bu arada { $number }. sürüm yayınlandı. Değişiklikleriniz onun üzerinde saklandı; farklara bakın.
map-asides = { $count ->
    [one] Bir taslak kenarda duruyor
   *[other] { $n } taslak kenarda duruyor
}
map-aside = Taslak: { $name }, { $time }
map-aside-yours = Sizin taslağınız, { $time }
map-take-up = Yeniden al
map-mistakes = { $count ->
    [one] Bir hata
   *[other] { $n } hata
}
map-record = Kayıt
map-record-show = Göster
map-record-failing = Başarısız bir kayıt
map-record-missing = Böyle bir kayıt bulunamadı.
map-no-records = Bu akıştan henüz kayıt geçmedi.
map-records-at = { $count } kayıt, okunma: { $time }
map-records-slow = Kayıtlar hâlâ okunuyor. Birazdan yeniden bakın.
map-records-trouble = Kayıtlar şu anda okunamıyor: { $why }
map-fields-at = Alanların okunması: { $time }.
map-fields-slow = Karşı sistemin yanıtı uzun sürüyor. Birazdan yeniden bakın.
map-fields-trouble = Alanlar şu anda okunamıyor; hazır gelenler gösteriliyor. { $why }
map-read-again = Yeniden oku
map-act-create = oluşturulurdu
map-act-update = güncellenirdi
map-tabs = Eşlemenin bölümleri
map-tab-rules = Kurallar
map-tab-lines = Satırlar
map-tab-unmapped = Eşlenmemiş
map-tab-functions = İşlevler
map-rules = Kurallar
map-functions-words = İşlevler bir değeri yolda değiştirir. Bir alan, dikey çizgi ve bir işlev: order.customer.email | lower.
map-functions-guide = İfade kılavuzu
map-function = İşlev
map-function-does = Ne yapar
map-function-example = Örnek
map-function-gives = sonuç
map-source = Kaynak: { $system }
map-target = Hedef: { $system }
map-find-field = Alan bul
map-only-filled = Yalnızca dolu olanlar
map-find = Bul
map-no-fields = Eşleşen alan yok.
map-source-canonical = Alanlar
map-source-raw = Kaynaktaki hâli (raw)
map-source-linked = Bağlı kayıtlar
map-source-settings = Ayarlar
map-source-lookups = Karşılık tabloları
map-filled = { $all } kaydın { $filled } tanesinde dolu
map-used-by = { $count ->
    [one] Bir kural okuyor
   *[other] { $n } kural okuyor
}
map-rows = { $count ->
    [one] Bir satır
   *[other] { $n } satır
}
map-kind-text = metin
map-kind-number = sayı
map-kind-bool = evet ya da hayır
map-kind-date = gün
map-kind-datetime = an
map-kind-choice = seçenek
map-kind-group = grup
map-kind-list = liste
map-kind-texts = metinler
map-kind-any = herhangi bir şey
map-kind-nothing = boş
map-find-rule = Kural bul
map-show = Göster
map-only-all = Tümü
map-only-yours = Yalnızca sizinkiler
map-only-wrong = Yalnızca sorunlular
map-clear = Süzgeci kaldır
map-unsaved = Henüz kaydedilmedi
map-preview-unreachable = Önizleme yanıt vermiyor. Yazmaya devam edin; taslağı kaydettiğinizde de görürsünüz.
map-refused = Hedef bunu kabul etmezdi:
map-refused-missing = zorunlu, ama boş
map-refused-choice = "{ $value }" değerlerinden biri değil: { $allowed }
map-refused-kind = beklenen tür: { $kind }
map-refused-long = en çok { $most } harf alır
map-suggestion = Kullan
map-save-draft = Taslağı kaydet
map-no-draft = Henüz değişiklik yok. Kaydettiğiniz bir taslaktır; kayıtlar yayındaki sürümle sürer.
map-draft-kept = Taslağın kaydı: { $time }
map-draft-saved = Taslak kaydedildi.
map-draft-yours = Taslak artık sizde.
map-draft-discarded = Taslak atıldı.
map-draft-changed = Siz baktıktan sonra taslak değişti. Şimdiki hâli bu.
map-discard = At
map-unmapped-none = Hedefteki her alanın bir kuralı var.
map-custom = Özel alan
map-add-rule = Kural ekle
map-add-to = Hedef alan
map-add-under = Liste
map-add = Ekle
map-add-needs-field = Yeni kuralın hedef alanını yazın.
map-no-rules = Eşleşen kural yok.
map-removed = { $count ->
    [one] Bir varsayılan kural kapalı
   *[other] { $n } varsayılan kural kapalı
}
map-take-default = Varsayılana dön
map-default-is = Varsayılan:
map-badge-default = Varsayılan
map-badge-yours = Sizin
map-badge-new = Yeni
map-badge-gone = Alan artık yok
map-one-item = Listenin bir ek öğesi.
map-expression = İfade
map-expression-of = İfade: { $field }
map-condition = Yalnızca şu durumda
map-condition-hint = Bu doğru değilse kural atlanır. Boş: her zaman.
map-item-name = Her öğenin adı: { $name }.
map-on-create = Oluştururken
map-on-update = Güncellerken
map-only-create = yalnızca oluştururken
map-only-update = yalnızca güncellerken
map-never = kapalı
map-when = koşul:
map-up = Yukarı taşı: { $field }
map-down = Aşağı taşı: { $field }
map-remove = Kaldır
map-remove-of = Kuralı kaldır: { $field }
map-explain = Koşul ve açıklama
map-came-nothing = bu kayıtta sıra gelmedi
map-came-times = { $count ->
    [one] bir kez
   *[other] { $n } sonucun ilki
}
map-came-items = { $count ->
    [one] Bir öğe
   *[other] { $n } öğe
}
map-came-left-out = boş, bu yüzden gönderilmez
map-came-skipped = koşulu doğru değil
map-came-other-act = bu işlem için değil
map-strays = Bu değişiklikler artık gelmeyen kurallara ait: { $rules }
map-all = Tüm eşlemeler
map-none = Henüz eşleme yok.
map-none-words = Her akış çalışan bir eşlemeyle gelir; burada bakar ve değiştirirsiniz.
map-none-do = İki sistemi bağla
map-flow = Akış
map-revision = Sürüm
map-revision-n = { $number }. sürüm
map-yours = Kendi kurallarınız
map-draft-of = Taslak: { $name }
map-dry-title = Prova: { $name }
map-dry-words = { $count ->
    [one] En yeni kayıt, yayındaki kurallardan ve taslaktan geçirildi. Hiçbir şey gönderilmez.
   *[other] En yeni { $n } kayıt, yayındaki kurallardan ve taslaktan geçirildi. Hiçbir şey gönderilmez.
}
map-back-to-draft = Taslağa dön
map-dry-failing = Artık başarısız
map-dry-passing = Artık geçiyor
map-dry-changed = Değişen
map-dry-same = Aynı
map-dry-records = Kayıtlar
map-dry-how = Kayıtlar kaynaktan yeniden okunur.
map-dry-none = Böyle bir kayıt yok.
map-dry-now = Yayında, { $number }. sürüm
map-dry-draft = Taslakla
map-dry-open = Düzenleyicide aç
map-dry-is-same = Aynı
map-dry-is-changed = Değişti
map-dry-is-failing = Başarısız
map-dry-is-passing = Geçiyor
map-dry-sent = Gönderilir
map-dry-skipped = Atlanır: { $why }
map-dry-failed = Başarısız: { $why }
map-dry-more = { $count ->
    [one] ve bir alan daha
   *[other] ve { $n } alan daha
}
map-note = Ne değişti
map-note-hint = İş arkadaşlarınız bunu geçmişte okur.
map-newly-failing-ask = { $count ->
    [one] Şimdi geçen bir kayıt başarısız olurdu. Bakın ya da yine de yayınladığınızı belirtin.
   *[other] Şimdi geçen { $n } kayıt başarısız olurdu. Bakın ya da yine de yayınladığınızı belirtin.
}
map-publish-anyway = { $count ->
    [one] Bir kayıt başarısız olacak olsa da yayınla
   *[other] { $n } kayıt başarısız olacak olsa da yayınla
}
map-publish-over = Bu arada yayınlananın üzerine yayınla
map-publish-do = Yayınla
map-publish-hint = Sıradaki kayıttan itibaren geçerli. Dilediğiniz an geri dönebilirsiniz.
map-nothing-changed = Taslak, yayındaki sürümle aynı.
map-already-published = { $number }. sürüm zaten yayında.
map-already-live = { $number }. sürüm, yayındakiyle aynı.
map-published = { $number }. sürüm yayında.
map-not-published = Hiçbir şey yayınlanmadı. { $why }
map-sent-again = { $count ->
    [one] Bir kayıt yeniden gönderiliyor.
   *[other] { $n } kayıt yeniden gönderiliyor.
}
map-back-to = { $number }. sürüme dönüş
map-by = Kim
map-since = Başlangıç
map-is-live = Yayında
map-compare = Karşılaştır
map-compare-from = Eski
map-compare-to = Yeni
map-compare-do = Karşılaştır
map-compare-same = İkisi aynı.
map-bisect = Hangi sürüm bozdu?
map-bisect-words = Bir kaydı tüm sürümlerden geçirir, onu bozan ya da değiştiren ilk sürümü işaretler.
map-bisect-do = Tümüne bak
map-bisect-always = Her sürümde başarısız: bozan kurallar değil.
map-bisect-broke = Başarısız olan ilk sürüm: { $number }.
map-bisect-changed = Kaydı değiştiren son sürüm: { $number }.
map-bisect-same = Tüm sürümler aynı sonucu veriyor.
map-roll-back = Bu sürüme dön
map-roll-back-returns = Kurallar, süzgeçler ve ayarlar eski hâline döner.
map-roll-back-stays = Karşılık tablolarının değerleri, bağlantılar ve gönderilmiş kayıtlar olduğu gibi kalır.
map-roll-back-changes = { $count ->
    [one] Yayındakinden bir fark
   *[other] Yayındakinden { $n } fark
}
map-roll-back-again = { $count ->
    [one] O zamandan beri gelen kaydı yeniden gönder
   *[other] O zamandan beri gelen { $n } kaydı yeniden gönder
}
map-roll-back-again-hint = Kaynaktan yeniden okunurlar.
map-roll-back-cut = Daha fazlası gelmiş olabilir; en yenileri sayıldı.
map-roll-back-do = { $number }. sürüme dön
map-roll-back-new = { $number }. sürüm olur.
map-field-new = Yeni alan: { $system }
map-field-label = Etiket
map-field-label-hint = İnsanların gördüğü.
map-field-name = Ad
map-field-name-hint = Küçük harf, rakam ve alt çizgi; boş bırakılırsa etiketten yapılır.
map-field-kind = İçeriği
map-field-lines = Siparişin satırları için
map-field-consent = Bu alan şurada oluşturulsun: { $system }
map-field-consent-hint = Hesabınızda, Kopru grubunda oluşturulur ve orada kalır.
map-field-do = Alanı oluştur
map-field-made = Alan hazır: { $name }.
map-field-refused = { $system } alanı oluşturmadı.
map-field-needs-label = Alanın bir etiketi olmalı.
map-field-name-wrong = Adda küçük harf, rakam ve alt çizgi olur; harfle başlar.
map-field-kind-wrong = İçeriğini seçin.
map-field-needs-consent = Hesabınızda oluşturulabileceğini belirtin.
map-filter-wrong = Akışın koşulu yanlış: { $what }
map-setting-wrong = Akışın bir ayarı alamayacağı bir değer tutuyor. Akışın ayarlarına bakın.
map-unreadable = Eşleme okunamıyor. Önceki bir sürüme dönün.
map-applied-from-file = çalışma alanı dosyasından uygulandı
