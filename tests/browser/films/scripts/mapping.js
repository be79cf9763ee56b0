// One field's rule is changed, tried on the last orders, and published.

import { DEMO } from "../../kopru.js";
import { linked, signIn } from "../../steps.js";

export const options = { demo: true };

export async function prepare(page, kopru) {
  await signIn(page, kopru.url, DEMO);
  const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
  // What the pages show is read now, so that nobody waits for it in the film.
  await page.goto(`${kopru.url}${flow}/mapping/dry-run`);
  await page.goto(`${kopru.url}${flow}/mapping`);
}

export async function play(camera) {
  const { page } = camera;
  const rule = "#rule-dealname";
  await camera.scene(
    {
      en: "On the left, what came in with a real order. On the right, one rule for each field of the deal.",
      tr: "Solda gerçek bir siparişle gelenler, sağda anlaşmanın her alanı için bir kural.",
      nl: "Links wat er met een echte order binnenkwam, rechts één regel voor elk veld van de deal.",
      de: "Links, was mit einer echten Bestellung hereinkam. Rechts eine Regel für jedes Feld des Deals.",
    },
    async () => {
      await camera.scroll(400);
      await camera.goTo(".heading a.primary");
    },
  );
  await camera.scene(
    {
      en: "Changes go into a draft. What runs is not touched.",
      tr: "Değişiklikler taslağa yazılır. Çalışan kurallara dokunulmaz.",
      nl: "Wijzigingen komen in een concept. Wat draait, blijft ongemoeid.",
      de: "Änderungen kommen in einen Entwurf. Was läuft, bleibt unberührt.",
    },
    () => camera.press(".heading a.primary"),
  );
  await camera.scene(
    {
      en: "Type, and the result for the chosen order appears below. Fields are completed as you type.",
      tr: "Yazdıkça seçili siparişin sonucu altta görünür. Alan adları siz yazarken tamamlanır.",
      nl: "Typ, en het resultaat voor de gekozen order verschijnt eronder. Velden worden tijdens het typen aangevuld.",
      de: "Tippen Sie, und das Ergebnis für die gewählte Bestellung erscheint darunter. Felder werden beim Tippen ergänzt.",
    },
    async () => {
      await camera.click(`${rule} textarea[data-part=from]`);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("'Webshop ' ~ order.number", { delay: 70 });
      await page.keyboard.press("Escape");
      await page.waitForFunction((at) => document.querySelector(`${at} [data-value]`).textContent.startsWith("Webshop "), rule);
    },
  );
  await camera.scene(
    {
      en: "Save the draft, then try it on your last fifty orders. Nothing is sent.",
      tr: "Taslağı kaydedin, ardından son elli siparişinizde deneyin. Hiçbir şey gönderilmez.",
      nl: "Bewaar het concept en probeer het op uw laatste vijftig orders. Er wordt niets verstuurd.",
      de: "Speichern Sie den Entwurf und proben Sie ihn an Ihren letzten fünfzig Bestellungen. Nichts wird gesendet.",
    },
    async () => {
      await camera.press(".savebar button[type=submit]");
      await camera.press("a[href$='/mapping/dry-run']");
      await camera.scroll(240);
    },
  );
  await camera.scene(
    {
      en: "Each order stands with what it was and what it would be. Say why, and publish: the next order uses it.",
      tr: "Her sipariş önceki ve yeni değeriyle listelenir. Nedenini yazıp yayınlayın: sıradaki sipariş buna göre gider.",
      nl: "Bij elke order staat wat het was en wat het zou worden. Schrijf waarom en publiceer: de volgende order gebruikt het.",
      de: "Bei jeder Bestellung steht, was war und was würde. Schreiben Sie, warum, und veröffentlichen Sie: Die nächste nutzt es.",
    },
    async () => {
      await camera.type("#note", "Deals begin with their origin");
      await camera.press("#publish button.primary");
    },
  );
  await camera.scene(
    {
      en: "Every revision is kept. One button brings an older one back.",
      tr: "Her sürüm saklanır. Tek düğmeyle eski bir sürüme dönebilirsiniz.",
      nl: "Elke revisie blijft bewaard. Met één knop haalt u een oudere terug.",
      de: "Jede Revision bleibt erhalten. Ein Knopf holt eine ältere zurück.",
    },
    async () => {
      const flow = new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
      await page.goto(new URL(`${flow}/revisions`, page.url()).href);
      await camera.goTo("main table a");
    },
  );
}
