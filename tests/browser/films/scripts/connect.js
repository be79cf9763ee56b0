// Both systems are connected, flows chosen, one order tried.

import { signUp } from "../../steps.js";

export const options = {};

export async function prepare(page, kopru) {
  await signUp(page, kopru, { email: "ayse@bloemen.example" });
}

export async function play(camera) {
  await camera.scene(
    {
      en: "Six steps lead from two systems to the first order. You can leave at any time; each step is kept.",
      tr: "Altı adımda iki sistemden ilk siparişe. İstediğiniz an çıkabilirsiniz; her adım saklanır.",
      nl: "In zes stappen van twee systemen naar de eerste order. U kunt altijd stoppen; elke stap blijft bewaard.",
      de: "In sechs Schritten von zwei Systemen zur ersten Bestellung. Sie können jederzeit aufhören; jeder Schritt bleibt erhalten.",
    },
    () => camera.goTo("button[name=way][value=own]"),
  );
  await camera.scene(
    {
      en: "No account at hand? The sandbox is a whole shop and a whole HubSpot to try things in.",
      tr: "Hesabınız elinizin altında değil mi? Deneme ortamında eksiksiz bir mağaza ve bir HubSpot var.",
      nl: "Geen account bij de hand? De proefomgeving is een complete webshop met een complete HubSpot.",
      de: "Kein Konto zur Hand? Die Testumgebung ist ein ganzer Shop mit einem ganzen HubSpot.",
    },
    () => camera.press("button[name=way][value=sandbox]"),
  );
  await camera.scene(
    {
      en: "Each system is signed in to once. We try it at once and name the shop and the portal that we found.",
      tr: "Her sisteme bir kez giriş yapılır. Hemen dener, bulduğumuz mağazayı ve portalı adıyla gösteririz.",
      nl: "Bij elk systeem meldt u zich één keer aan. We proberen het meteen en noemen de webshop en het portaal dat we vonden.",
      de: "Bei jedem System melden Sie sich einmal an. Wir probieren es sofort aus und nennen Shop und Portal beim Namen.",
    },
    () => camera.press("form[action='/start/connections'] button.primary"),
  );
  await camera.scene(
    {
      en: "Tick what should flow. Beside each stands what it does, and how many records that is in your shop.",
      tr: "Nelerin aktarılacağını işaretleyin. Yanında ne yaptığı ve mağazanızda kaç kayıt olduğu yazar.",
      nl: "Vink aan wat er moet stromen. Ernaast staat wat het doet en om hoeveel records het in uw webshop gaat.",
      de: "Kreuzen Sie an, was fließen soll. Daneben steht, was geschieht und wie viele Datensätze es in Ihrem Shop sind.",
    },
    () => camera.press("form[action='/start/flows'] button.primary"),
  );
  await camera.scene(
    {
      en: "Every question has an answer already, read from your systems. When in doubt, keep it.",
      tr: "Her sorunun yanıtı sistemlerinizden okunmuş olarak hazırdır. Emin değilseniz olduğu gibi bırakın.",
      nl: "Elke vraag heeft al een antwoord, gelezen uit uw systemen. Laat het bij twijfel zo staan.",
      de: "Jede Frage hat schon eine Antwort, aus Ihren Systemen gelesen. Lassen Sie sie im Zweifel so.",
    },
    async () => {
      await camera.scroll(700);
      if (await camera.page.locator("#consent").count()) await camera.click("#consent");
      await camera.press("form[action='/start/settings'] button.primary");
    },
  );
  await camera.scene(
    {
      en: "Take one order and see what would be sent. Nothing is written yet.",
      tr: "Bir sipariş seçin ve ne gönderileceğini görün. Henüz hiçbir şey yazılmaz.",
      nl: "Kies één order en bekijk wat er verstuurd zou worden. Er wordt nog niets geschreven.",
      de: "Nehmen Sie eine Bestellung und sehen Sie, was gesendet würde. Noch wird nichts geschrieben.",
    },
    async () => {
      for (let at = 1; !(await camera.page.locator("form[action='/start/test/send']").count()); at += 1) {
        if (at > 1) await camera.page.goto(new URL("/start/test?choose=1", camera.page.url()).href);
        await camera.press(`.candidates > li:nth-child(${at}) button.candidate`);
      }
      await camera.scroll(240);
    },
  );
  await camera.scene(
    {
      en: "Then send this one for real. You see what was made in HubSpot, and can take it back.",
      tr: "Sonra bunu gerçekten gönderin. HubSpot'ta ne oluştuğunu görür, isterseniz geri alırsınız.",
      nl: "Verstuur deze dan echt. U ziet wat er in HubSpot is gemaakt en kunt het terugnemen.",
      de: "Dann senden Sie diese eine wirklich. Sie sehen, was in HubSpot entstand, und können es zurücknehmen.",
    },
    async () => {
      await camera.press("form[action='/start/test/send'] button");
      for (let tries = 0; tries < 40 && !(await camera.page.locator(".made li").count()); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await camera.page.reload();
      }
      await camera.goTo(".made li");
    },
  );
  await camera.scene(
    {
      en: "Last, switch the flows on. Your 14 days begin here, not before.",
      tr: "Son olarak akışları açın. 14 günlük süreniz daha önce değil, burada başlar.",
      nl: "Zet ten slotte de flows aan. Uw 14 dagen beginnen hier, niet eerder.",
      de: "Zuletzt schalten Sie die Flows ein. Ihre 14 Tage beginnen hier, nicht früher.",
    },
    async () => {
      await camera.press("form[action='/start/test'] button.primary");
      await camera.press("form[action='/start/done'] button.primary");
    },
  );
}
