// Somebody deletes a stage in HubSpot: what is told, how it is cured, and what becomes of the orders meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible, isQuiet, person, signIn } from "./browser.js";
import { DEMO } from "./kopru.js";
import { letter } from "./mail.js";
import { running } from "./running.js";
import { arrives, deals, hubspot, linked, placeOrder, press, until } from "./steps.js";

const both = running({ demo: true });

test("a failure is told at once, leads to its cure, and its records are sent again", async () => {
  const { kopru, browser } = both;
  const page = await person(browser);
  await signIn(page, kopru.url, DEMO);
  const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
  await hubspot(kopru, "DELETE", "/crm/v3/pipelines/deals/default/stages/closedwon");
  const order = await placeOrder(kopru, { paid: true });
  const failed = await arrives(page, kopru, order.number, "failed");

  const mail = await letter(kopru, DEMO.email, "orders");
  const [cure] = (mail.text ?? mail.html).match(/http\S+\/records\?\S+/);
  await page.goto(cure);
  assert.ok(await page.locator("main tbody tr").count(), "the letter leads to the records");
  await page.goto(`${kopru.url}/overview`);
  await press(page, "main a[href^='/alerts/'], main .attention a");
  await isAccessible(page);
  const alert = await linked(page, kopru.url, "/alerts", "/alerts/0");
  await page.goto(kopru.url + alert);
  await isAccessible(page);
  await page.goto(kopru.url + failed);
  await isAccessible(page);

  await page.goto(`${kopru.url}${flow}/settings`);
  await page.selectOption("select[name=stage]", "contractsent");
  await press(page, "main form button.primary");
  const before = await deals(kopru);
  await page.goto(`${kopru.url}/failures`);
  await isAccessible(page);
  await press(page, "form[action='/failures/replays'] button");
  await until("nothing was sent again", async () => (await deals(kopru)) > before);
  await until("the failure does not go away", async () => {
    await page.goto(`${kopru.url}/failures`);
    return !(await page.locator(".cause").count());
  });
  await until("the alert does not end by itself", async () => {
    await page.goto(kopru.url + alert);
    return !(await page.locator(`form[action='${alert}/resolution']`).count());
  });
  await arrives(page, kopru, order.number, "created");
  isQuiet(page);
  await page.context().close();
});
