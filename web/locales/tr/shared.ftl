brand-what = Mağazanızla CRM'iniz arasındaki köprü
skip-to-content = İçeriğe geç
nav = Ana gezinme
nav-overview = Genel bakış
nav-flows = Akışlar
nav-records = Kayıtlar
nav-connections = Bağlantılar
nav-mapping = Eşleme
nav-alerts = Uyarılar
nav-team = Ekip
nav-billing = Ödeme
nav-settings = Ayarlar
nav-account = Hesabınız
nav-help = Yardım
nav-more = Diğer
sign-out = Çıkış yap
search-label = Kayıt bul
search-hint = Sipariş no, e-posta, SKU
search-do = Bul
trial-chip = { $count ->
    [0] Deneme bugün bitiyor
   *[other] { $n } gün kaldı
}
trial-chip-held = Akışlar bekletiliyor: plan seçin
trial-chip-past-due = Bir ödeme reddedildi
sandbox-chip = Deneme ortamı
breadcrumb = Sayfa yolu

records-count = { $n } kayıt

outcome-created = Oluşturuldu
outcome-updated = Güncellendi
outcome-skipped = Atlandı
outcome-failed = Başarısız
state-waiting = Bekliyor
state-running = Çalışıyor
state-held = Beklemede
state-connected = Bağlı
state-paused = Duraklatıldı
state-draft = Taslak
state-needs-sign-in = Yeniden giriş gerekli

payment-paid = Ödendi
payment-not-paid = Ödenmedi
payment-partially-paid = Kısmen ödendi
payment-cancelled = İptal edildi
flow-kind-orders = Siparişler
flow-kind-order-status = Sipariş durumu
flow-kind-customers = Müşteriler
flow-kind-products = Ürünler
flow-kind-stock = Stok
flow-kind-invoices = Faturalar

month-1 = Oca
month-2 = Şub
month-3 = Mar
month-4 = Nis
month-5 = May
month-6 = Haz
month-7 = Tem
month-8 = Ağu
month-9 = Eyl
month-10 = Eki
month-11 = Kas
month-12 = Ara

form-summary = { $n } yanıta bakmanız gerekiyor
required = Zorunlu
save = Kaydet
cancel = Vazgeç
back = Geri
go-on = Devam
undo = Geri al
older = Daha eski
newer = Daha yeni
language = Dil
theme = Görünüm
theme-system = Sistemdeki gibi
theme-light = Açık
theme-dark = Koyu

error-not-found = Burada bir şey yok
error-not-found-words = Adres yanlış ya da gösterdiği şey artık yok. Neler olduğunu genel bakışta görebilirsiniz.
error-busy = Şu anda yapılamıyor
error-busy-words = Veritabanımız meşgul ya da yeniden başlıyor. Hiçbir şey kaybolmadı; birazdan yeniden deneyin.
error-signing-in-busy-words = Aynı anda çok kişi giriş yapmak istiyor. Birazdan yeniden deneyin.
error-ours = Bir hata yaptık
error-ours-words = Bunu düzeltmek bize düşüyor. Çalışan akışlar çalışmaya devam ediyor; sayfayı birazdan yeniden deneyin.
error-forbidden = Rolünüz buna izin vermiyor
error-forbidden-words = Bakabilirsiniz ama bunu değiştiremezsiniz. "{ $tenant }" sahibi ya da yöneticisi bunu yapabilir veya size başka bir rol verebilir.
error-to-overview = Genel bakışa git
failure-why = Neden
failure-cure = Ne yapmalı
remote-words = Karşı tarafın yanıtı
