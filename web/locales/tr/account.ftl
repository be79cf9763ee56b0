proof-title = Parolanızı bir kez daha girin
proof-lead = Sıradaki adım hesabınızın ya da şirketinizin verilerinin güvenliğiyle ilgili ve parolanızı en son 15 dakikadan uzun süre önce girdiniz.
proof-wrong = Bu sizin parolanız değil.
account-you = Siz
account-name-hint = İş arkadaşlarınız listelerde ve iletilerde bir ad görsün.
account-zone-of-tenant = Şirketinki gibi
account-safety = Güvenlik
account-password-change = Parolayı değiştir
account-second-factor = İkinci doğrulama
account-has-app = Kimlik doğrulama uygulaması kurulu.
account-passkeys = { $n } geçiş anahtarı.
account-recovery-codes = { $count ->
    [0] Kurtarma kodu kalmadı.
   *[other] Kalan kurtarma kodu: { $n }.
}
account-no-factor = Bu hesabı yalnızca parolanız koruyor.
account-factor-manage = Yönet
account-factor-add = İkinci doğrulamayı kur
field-current-password = Şimdiki parola
password-changed = { $count ->
    [0] Parolanız değişti.
   *[other] Parolanız değişti, diğer { $n } oturum kapatıldı.
}
sessions-title = Açık oturumlarınız
sessions-end-others = Diğerlerinin hepsini kapat
sessions-ended = { $count ->
    [0] Başka oturum yoktu.
   *[other] Diğer { $n } oturum kapatıldı.
}
session-device = Cihaz
session-address = Adres
session-since = Giriş
session-seen = Son görülme
session-this = Bu oturum
session-end = Kapat
session-ended = Oturum kapatıldı.
session-unknown-device = Bilinmeyen cihaz
tenants-title = Üyesi olduğunuz şirketler
tenant-here = Buradasınız
tenant-switch = Geç
tenant-switched = Şimdi baktığınız şirket: { $tenant }.
tenant-led-over = Bu sayfa "{ $tenant }" şirketine ait; şimdi ona bakıyorsunuz.
saved = Kaydedildi.
remove = Kaldır
yes = Evet
newest = En yeni
never-used = hiç
second-factor-why = İkinci doğrulama varken çalınan bir parola hiçbir kapıyı açmaz. En hızlısı geçiş anahtarıdır: parmak iziniz, yüzünüz ya da cihaz PIN'iniz giriş yapar ve kimse onu oltalayamaz.
second-factor-required = "{ $tenant }" her üyeden ikinci doğrulama istiyor. Burada kurun, ardından geri kalan her şey açılır.
second-factor-last = Şirketiniz ikinci doğrulama istediği için sonuncusu kalır. Kaldırmadan önce bir tane daha ekleyin.
second-factor-app-added = Kimlik doğrulama uygulaması artık geçerli.
second-factor-app-removed = Kimlik doğrulama uygulaması kaldırıldı.
passkey = Geçiş anahtarı
passkeys-title = Geçiş anahtarları
passkeys-lead = Bu cihazda ya da başka birinde parmak izi, yüz veya güvenlik anahtarı.
passkey-name = Ad
passkey-name-hint = Sonradan tanıyın diye: "Ofis bilgisayarı".
passkey-add = Geçiş anahtarı ekle
passkey-added = Geçiş anahtarı artık geçerli.
passkey-removed = Geçiş anahtarı kaldırıldı.
passkey-remove = Kaldır: { $name }
passkey-since = eklenme: { $at }
passkey-used = son kullanım: { $at }
app-title = Kimlik doğrulama uygulaması
app-lead = Telefonunuzdaki bir uygulama yarım dakikada bir değişen altı rakam gösterir.
app-on = Kurulu
app-add = Uygulama kur
app-remove = Uygulamayı kaldır
app-scan = Bunu uygulamanızla tarayın.
app-picture = Kimlik doğrulama uygulamanız için QR kodu
app-type = Ya da bu anahtarı yazın:
app-prove = Uygulamanın şu anda gösterdiği altı rakam
app-do = Onayla
recovery-title = Kurtarma kodları
recovery-lead = Telefonun ya da cihazın elinizde olmadığı gün için. Her biri bir kez geçerlidir.
recovery-later = İlk ikinci doğrulamayla birlikte verilir.
recovery-renew = Yeni kodlar oluştur
recovery-once = Bu kodlar yalnızca bu kez gösterilir. Yazdırın ya da parola yöneticinizde saklayın.
recovery-each = Her biri bir kez geçerlidir. Yeni kodlar bunları geçersiz kılar.
recovery-kept = Sakladım
passkeys-need-name = Tarayıcılar geçiş anahtarını yalnızca adı olan adresler için oluşturur. Bu adres bir sayı.
account-keys = Tek tuşlarla çalış
account-keys-hint = Örneğin kayıt aramak için "/", kayıtlara gitmek için "g r". Bir sayfanın tuşlarını "?" gösterir.
