// Somebody asks where an order is: found, understood, cured, sent again.

import { DEMO } from "../../kopru.js";
import { arrives, hubspot, linked, placeOrder, signIn } from "../../steps.js";

export const options = { demo: true };

let number;

export async function prepare(page, kopru) {
  await signIn(page, kopru.url, DEMO);
  await hubspot(kopru, "DELETE", "/crm/v3/pipelines/deals/default/stages/closedwon");
  number = (await placeOrder(kopru, { paid: true })).number;
  await arrives(page, kopru, number, "failed");
  await linked(page, kopru.url, "/alerts", "/alerts/0");
  await page.goto(`${kopru.url}/overview`);
}

export async function play(camera, kopru) {
  const { page } = camera;
  await camera.scene(
    {
      en: "Someone asks where an order is. Type its number at the top of any page.",
      tr: "Biri bir siparişin nerede olduğunu soruyor. Numarasını herhangi bir sayfanın üstüne yazın.",
      nl: "Iemand vraagt waar een order is. Typ het nummer boven aan een willekeurige pagina.",
      de: "Jemand fragt, wo eine Bestellung ist. Tippen Sie ihre Nummer oben auf einer beliebigen Seite.",
    },
    async () => {
      await camera.type("#find", number);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    },
  );
  await camera.scene(
    {
      en: "Its page says what happened, why, and what to do; below stands what came in and what HubSpot answered.",
      tr: "Sayfası ne olduğunu, nedenini ve ne yapılacağını söyler; altında gelenler ve HubSpot'un yanıtı durur.",
      nl: "De pagina zegt wat er gebeurde, waarom, en wat u kunt doen; daaronder staat wat binnenkwam en wat HubSpot antwoordde.",
      de: "Ihre Seite sagt, was geschah, warum, und was zu tun ist; darunter steht, was hereinkam und was HubSpot antwortete.",
    },
    async () => {
      if (!new URL(page.url()).pathname.startsWith("/records/")) await camera.press("main tbody tr:has(.badge.err) th a");
      await camera.scroll(600);
      await camera.scroll(0);
    },
  );
  await camera.scene(
    {
      en: "The deal stage no longer exists in HubSpot. Choose another one in the flow's settings.",
      tr: "Anlaşma aşaması HubSpot'ta artık yok. Akışın ayarlarından başka bir aşama seçin.",
      nl: "De dealfase bestaat niet meer in HubSpot. Kies een andere in de instellingen van de flow.",
      de: "Die Deal-Phase gibt es in HubSpot nicht mehr. Wählen Sie in den Einstellungen des Flows eine andere.",
    },
    async () => {
      const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
      await page.goto(`${kopru.url}${flow}/settings`);
      await camera.goTo("select[name=stage]");
      await page.selectOption("select[name=stage]", "contractsent");
      await new Promise((resolve) => setTimeout(resolve, 700));
      await camera.press("main form button.primary");
    },
  );
  await camera.scene(
    {
      en: "Failures are grouped by cause: one button sends all of them again.",
      tr: "Başarısız kayıtlar nedenine göre gruplanır: tek düğme hepsini yeniden gönderir.",
      nl: "Mislukte records staan per oorzaak bij elkaar: één knop verstuurt ze allemaal opnieuw.",
      de: "Fehlgeschlagene Datensätze stehen nach Ursache beisammen: Ein Knopf sendet alle noch einmal.",
    },
    async () => {
      await page.goto(`${kopru.url}/failures`);
      await camera.press("form[action='/failures/replays'] button");
      await new Promise((resolve) => setTimeout(resolve, 1500));
    },
  );
  await camera.scene(
    {
      en: "The order is in HubSpot. The alert has ended by itself.",
      tr: "Sipariş HubSpot'ta. Uyarı kendiliğinden kapandı.",
      nl: "De order staat in HubSpot. De melding is vanzelf gesloten.",
      de: "Die Bestellung ist in HubSpot. Die Meldung hat sich von selbst erledigt.",
    },
    async () => {
      const record = await arrives(page, kopru, number, "created");
      await page.goto(kopru.url + record);
    },
  );
}
