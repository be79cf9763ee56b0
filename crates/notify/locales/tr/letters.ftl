letter-foot = Bu iletiyi Kopru hesabınız nedeniyle aldınız. Bu adrese yanıt verilemez.

month-1 = Ocak
month-2 = Şubat
month-3 = Mart
month-4 = Nisan
month-5 = Mayıs
month-6 = Haziran
month-7 = Temmuz
month-8 = Ağustos
month-9 = Eylül
month-10 = Ekim
month-11 = Kasım
month-12 = Aralık

verify-email-subject = E-posta adresinizi doğrulayın
verify-email-body =
    Kaydolduğunuz sayfaya bu kodu yazın ya da düğmeyi kullanın. Kod yalnızca kısa bir süre geçerlidir.

    Kaydolan siz değilseniz bu iletiyi dikkate almayın; hiçbir şey olmaz.
verify-email-button = Adresi doğrula

account-exists-subject = Zaten bir hesabınız var
account-exists-body =
    Birisi, büyük olasılıkla siz, bu adresle Kopru'ya kaydolmak istedi. Bu adresin bir hesabı olduğu için yenisi açılmadı.

    Giriş yapabilir ya da orada yeni bir parola seçebilirsiniz. Bu siz değilseniz iletiyi dikkate almayın; hiçbir şey değişmedi.
account-exists-button = Giriş yap

reset-password-subject = Yeni bir parola seçin
reset-password-body =
    Yeni bir parola istediniz. Düğme bir kez ve yalnızca kısa bir süre çalışır.

    Bunu siz istemediyseniz iletiyi dikkate almayın; parolanız olduğu gibi kalır.
reset-password-button = Parola seç

password-changed-subject = Parolanız değiştirildi
password-changed-body =
    Bundan sonra yalnızca yeni parola geçerli; diğer tüm cihazlarda oturumunuz kapatıldı.

    Bunu siz yapmadıysanız hemen başka bir parola seçin.
password-changed-button = Başka parola seç

invitation-subject = Davet: { $tenant } ({ $by })
invitation-body =
    "{ $tenant }" siparişlerin, müşterilerin ve ürünlerin mağaza ile CRM arasında akması için Kopru kullanıyor. "{ $by }" sizi de birlikte çalışmaya davet ediyor.

    Daveti göndereni tanımıyorsanız iletiyi dikkate almayın; hiçbir şey olmaz.
invitation-button = Daveti kabul et

trial-ending-subject = Deneme sürenizin son günü: { $day }
trial-ending-body = Sonrasında akışlar durur; değişiklikler 30 gün saklanır, hiçbir şey silinmez. Tek tıklamayla kaldıkları yerden devam ederler.
trial-ending-button = Plan seç

trial-ended-subject = Deneme süreniz bitti: akışlar durdu
trial-ended-body = Mağazanızdaki değişiklikler alınmaya devam eder ve 30 gün saklanır, hiçbir şey silinmez. Bir plan seçtiğinizde hepsi gönderilir.
trial-ended-button = Plan seç

package-bought-subject = Kurulum paketi için teşekkürler
package-bought-body =
    Siparişiniz uzmanlarımıza ulaştı. Sıradaki adım, görüntülü görüşme için bir saat seçmek.

    Sipariş sayfasında bizim ne yaptığımızı ve sizin neleri hazırlayabileceğinizi görürsünüz.
package-bought-button = Saat seç

meeting-booked-subject = Görüntülü görüşme: { $moment }
meeting-booked-body = Görüşmeyi yapacak kişi: { $expert }. Zaman: { $moment }. Bağlantı sipariş sayfasında; görüşmeyi oradan taşıyabilir ya da iptal edebilirsiniz.
meeting-booked-button = Görüşmeye bak

fact-tenant = Şirket
fact-since = Başlangıç
fact-detail = Ne oldu
fact-remote-words = Karşı tarafın yanıtı
fact-delivered = İletilen
fact-failed = Başarısız

alert-raised-subject = { $title }
alert-raised-body =
    { $why }

    { $cure }
alert-raised-button = { $button }
alert-raised-foot = Bu iletiyi, "{ $tenant }" uyarıları size e-postayla geldiği için aldınız. Hangilerinin ne zaman geleceğini Kopru'da Uyarılar, Kanallar sayfasında seçebilirsiniz.

alert-over-subject = Sona erdi: { $title }
alert-over-body = Bu durum sona erdi, bekleyenler gönderiliyor. Yapmanız gereken bir şey kalmadı.
alert-over-button = Uyarıya bak
alert-over-foot = Bu iletiyi, "{ $tenant }" uyarıları size e-postayla geldiği için aldınız. Hangilerinin ne zaman geleceğini Kopru'da Uyarılar, Kanallar sayfasında seçebilirsiniz.

while-quiet-subject = Sessiz saatlerinizde { $n } uyarı geldi
while-quiet-body = Şu uyarılar hâlâ açık ({ $tenant }):
while-quiet-button = Uyarılara bak

digest-subject = { $count ->
    [0] { $tenant }: { $delivered } kayıt, ilgilenmeniz gereken bir şey yok
   *[other] { $tenant }: { $delivered } kayıt, { $n } açık uyarı
}
digest-body = { $count ->
    [0] Tüm akışlar çalışıyor. Son özetten bu yana iletilenler:
   *[other] Son özetten bu yana iletilenler ve hâlâ birinin ilgilenmesi gerekenler:
}
digest-button = Genel bakışı aç

alert-test-subject = Deneme: uyarılar size ulaşıyor ({ $tenant })
alert-test-body = Bir uyarı böyle gelir: ne oldu, neden oldu, kayıtlarınız için ne anlama geliyor ve sorunu gideren tek bir düğme.
alert-test-button = Kanallara bak

channel-test = Deneme: uyarılar buraya ulaşıyor ({ $tenant }).
channel-over = Sona erdi: { $title }

order-arrived-subject = Yeni sipariş: kurulum paketi, { $tenant }
order-arrived-body = Satın alan: { $buyer }. Bir iş günü içinde arayın ya da yazın.
order-arrived-button = Siparişi aç

order-message-subject = Kurulum paketiniz hakkında yeni mesaj: { $author }
order-message-body = Mesajı sipariş sayfasında okuyup yanıtlayabilirsiniz.
order-message-button = Mesajı oku

payment-refused-subject = Bir ödeme reddedildi: { $tenant }
payment-refused-body =
    Bugün hiçbir şey kapatılmıyor: ödemeyi birkaç gün boyunca yeniden deneyeceğiz, akışlarınız çalışmaya devam eder.

    Başka bir kart seçin ya da nedenini bankanıza sorun.
payment-refused-button = Başka bir kart seç
