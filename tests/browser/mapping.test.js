// A rule is changed, tried and published; what comes next is made by it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible, isQuiet, person, signIn } from "./browser.js";
import { DEMO } from "./kopru.js";
import { running } from "./running.js";
import { arrives, hubspot, linked, placeOrder, press, until } from "./steps.js";

const both = running({ demo: true });

const RULE = "#rule-dealname";

/** Writes an expression into the rule, key by key, over the one that is there. */
async function write(page, expression) {
  await page.locator(`${RULE} textarea[data-part=from], ${RULE} k-expression`).last().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(expression);
}

test("a changed rule is shown at once, tried on the last orders, published, and makes the next deal", async () => {
  const { kopru, browser } = both;
  const page = await person(browser);
  await signIn(page, kopru.url, DEMO);
  const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
  await page.goto(`${kopru.url}${flow}/mapping/draft`);

  await write(page, "order.customer.nam");
  await page.waitForSelector(`${RULE} [data-mistakes] li`);
  await isAccessible(page);
  await write(page, "'Webshop ' ~ order.number");
  await page.waitForFunction((rule) => document.querySelector(`${rule} [data-value]`).textContent.startsWith("Webshop "), RULE);
  assert.equal(await page.locator(`${RULE} [data-mistakes] li`).count(), 0, "the mistake is gone");
  await isAccessible(page);

  await press(page, ".savebar button[type=submit]");
  await press(page, "a[href$='/mapping/dry-run']");
  await page.waitForSelector(".diff ins");
  assert.match(await page.locator(".diff ins").first().innerText(), /^Webshop /);
  await isAccessible(page);
  await page.fill("#note", "Deals begin with their origin");
  await press(page, "#publish button.primary");
  await page.goto(`${kopru.url}${flow}/revisions`);
  assert.match(await page.locator("main").innerText(), /Deals begin with their origin/);

  const order = await placeOrder(kopru, { paid: true });
  const record = await arrives(page, kopru, order.number, "created");
  const found = await until("the deal is not found by its new name", async () => {
    const search = { filterGroups: [{ filters: [{ propertyName: "dealname", operator: "EQ", value: `Webshop ${order.number}` }] }] };
    const { results } = await hubspot(kopru, "POST", "/crm/v3/objects/deals/search", search);
    return results[0];
  });
  assert.equal(found.properties.dealname, `Webshop ${order.number}`);
  await page.goto(kopru.url + record);
  await isAccessible(page);
  isQuiet(page);
  await page.context().close();
});
