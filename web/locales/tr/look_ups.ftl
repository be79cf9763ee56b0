# Karşılık tabloları.
look-title = Karşılık tabloları
look-all = Tüm tablolar
look-none = Henüz tablo yok. Kurallar tabloları adıyla sorar: lookup('stages').
look-table = Tablo
look-rows = Satır
look-gaps = Sorulan eksik anahtarlar
look-shared = tüm akışlar
look-owned = yalnızca { $flow }
look-new = Yeni tablo
look-name = Ad
look-name-hint = Kurallarda yazıldığı gibi: küçük harf, rakam ve alt çizgi.
look-name-wrong = Adda küçük harf, rakam ve alt çizgi olur; harfle başlar.
look-name-taken = Bu adda bir tablo var.
look-whose = Kullanan
look-make = Tabloyu oluştur
look-made = Tablo hazır. Satırlarını ekleyin.
look-key-n = Anahtar { $number }
look-value = Değer
look-value-for = Değer: { $key }
look-default = Diğer tüm anahtarlar
look-no-default = yok: böyle bir kayıt başarısız olur
look-missing = Gerçek kayıtların bulamadığı anahtarlar
look-missing-words = "Diğer tüm anahtarlar" değeri kullanıldı ya da kayıt başarısız oldu.
look-asked = { $count ->
    [one] bir kez soruldu
   *[other] { $n } kez soruldu
}
look-again = { $count ->
    [one] kaydını yeniden gönder
   *[other] { $n } kaydını yeniden gönder
}
look-gap-needs-value = Şu anahtara bir değer verin: { $key }.
look-gap-by-hand = Şu anahtarı tabloya sütun sütun ekleyin: { $key }.
look-gap-added = Anahtarın artık satırı var: { $key }.
look-cut = Burada { $n } satırın ilk 200 tanesi görünür. Kalanı dışa ve içe aktarın.
look-grid-hint = İçi boş satır kaldırılır. Alttaki boş satırlar yenileri içindir; daha fazlası için kaydedin.
look-needs-key = Bu satıra bir anahtar gerekli.
look-twice = Bu anahtarın zaten satırı var.
look-saved = { $count ->
    [one] Kaydedildi: bir satır.
   *[other] Kaydedildi: { $n } satır.
}
look-same = Değişen bir şey yok.
look-used = Kullanan kurallar
look-unused = Bu tabloyu soran kural yok.
look-no-history = Henüz değişmedi.
look-before = { $count ->
    [one] önce: bir satır
   *[other] önce: { $n } satır
}
look-take-back = Geri koy
look-import = CSV içe aktar
look-export = CSV dışa aktar
look-import-title = İçe aktarma: { $name }
look-preview = Değişecek olanlar
look-preview-do = Değişecekleri göster
look-import-do = İçe aktar
look-lines-wrong = Bu satırlar düzeltilmeden hiçbir şey içe aktarılamaz.
look-line = Satır { $line }
look-line-cells = { $has } hücre var, { $needs } gerekli
look-line-twice = anahtar önceki bir satırda var: { $key }
look-line-unreadable = okunamıyor
look-line-too-many = bir tablonun alabileceğinden çok satır
look-added = { $count ->
    [one] Bir yeni satır
   *[other] { $n } yeni satır
}
look-changed = { $count ->
    [one] Bir değişen satır
   *[other] { $n } değişen satır
}
look-removed = { $count ->
    [one] Bir satır kalkar
   *[other] { $n } satır kalkar
}
look-paste = Satırlar
look-paste-hint = { $count ->
    [one] Bir anahtar sütunu, ardından değer; elektronik tablodan yapıştırın ya da virgül, noktalı virgül kullanın.
   *[other] { $n } anahtar sütunu, ardından değer; elektronik tablodan yapıştırın ya da virgül, noktalı virgül kullanın.
}
look-file = Ya da bir CSV dosyası
look-replace = İçinde olmayan satırları kaldır
table-stages = Anlaşmanın aşaması, kimliğiyle; satır yoksa "stage" ayarı
table-stages-key-1 = siparişin durumu ya da ödeme durumu
table-tax-codes = Satırın vergi kodu, ülke ne olursa olsun; satır yoksa kod yok
table-tax-codes-key-1 = vergi oranı, kesir olarak (0.21)
table-tax-codes-by-country = Ülkeye göre satırın vergi kodu (AB tek durak); satır yoksa "tax_codes" tablosundaki
table-tax-codes-by-country-key-1 = teslimat ülkesi
table-tax-codes-by-country-key-2 = vergi oranı, kesir olarak
table-revenue-accounts = Anlaşmanın gelir hesabı; satır yoksa hesap yok
table-revenue-accounts-key-1 = teslimat ülkesi
table-shipping-methods = Anlaşmadaki gönderim yöntemi; satır yoksa başlığı
table-shipping-methods-key-1 = gönderim yönteminin başlığı
table-payment-methods = Anlaşmadaki ödeme yöntemi; satır yoksa başlığı
table-payment-methods-key-1 = ödeme yönteminin başlığı
table-payment-terms = Anlaşmadaki ödeme koşulu; satır yoksa koşul yok
table-payment-terms-key-1 = ödeme yönteminin başlığı
table-lifecycle-stages = Kişinin yaşam döngüsü aşaması (lead, customer, …); HubSpot'ta yalnızca ileri gider. Satır yoksa olduğu gibi kalır
table-lifecycle-stages-key-1 = müşteri grubu
