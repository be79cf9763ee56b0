// A rule is changed, tried and published; what comes next is made by it.

import assert from "node:assert/strict";
import { isSound, tabTo } from "./browser.js";
import { DEMO } from "./kopru.js";
import { inEachLook } from "./looks.js";
import { running } from "./running.js";
import { arrives, hubspot, linked, placeOrder, press, signIn, type, until } from "./steps.js";

const RULE = "#rule-dealname";
/** Plain until one comes to it, then the editor. */
const EXPRESSION = `${RULE} textarea[data-part=from], ${RULE} textarea[data-part=from] + k-expression`;

/** Writes an expression into the rule, key by key, over the one that is there. */
async function write(page, expression) {
  if (page.byKeyboard) await tabTo(page, EXPRESSION);
  else await page.locator(EXPRESSION).last().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(expression);
}

inEachLook(
  "a changed rule is shown at once, tried on the last orders, published, and makes the next deal",
  async ({ kopru, someone }) => {
    const page = await someone();
    // What they write into the rule differs, so that each finds something to change.
    const origin = `Webshop ${page.language}`;
    await signIn(page, kopru.url, DEMO);
    const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
    await page.goto(kopru.url + flow);
    await press(page, `main a[href^='${flow}/mapping']`);
    await isSound(page);
    await press(page, `main a[href='${flow}/mapping/draft']`);

    await write(page, "order.customer.nam");
    await page.waitForSelector(`${RULE} [data-mistakes] li`);
    await isSound(page);
    await write(page, `'${origin} ' ~ order.number`);
    await page.waitForFunction(([rule, words]) => document.querySelector(`${rule} [data-value]`).textContent.startsWith(words), [RULE, origin]);
    assert.equal(await page.locator(`${RULE} [data-mistakes] li`).count(), 0, "the mistake is gone");
    await isSound(page);

    await press(page, ".savebar button[type=submit]");
    await press(page, "main a[href$='/mapping/dry-run']");
    await page.waitForSelector(".diff ins");
    assert.ok((await page.locator(".diff ins").first().innerText()).startsWith(origin));
    await isSound(page);
    const note = `Deals begin with ${origin}`;
    await type(page, "#note", note);
    await press(page, "#publish button.primary");
    await page.goto(`${kopru.url}${flow}/revisions`);
    assert.ok((await page.locator("main").innerText()).includes(note));
    await isSound(page);

    const order = await placeOrder(kopru, { paid: true });
    const record = await arrives(page, kopru, order.number, "created");
    await until("the deal is not found by its new name", async () => {
      const search = { filterGroups: [{ filters: [{ propertyName: "dealname", operator: "EQ", value: `${origin} ${order.number}` }] }] };
      const { results } = await hubspot(kopru, "POST", "/crm/v3/objects/deals/search", search);
      return results.length === 1;
    });
    await press(page, `main tbody a[href='${record}']`);
    await isSound(page);
  },
  { on: running({ demo: true }) },
);
