// Somebody deletes a stage in HubSpot: what is told, how it is cured, and what becomes of the orders meanwhile.

import assert from "node:assert/strict";
import { isSound } from "./browser.js";
import { DEMO } from "./kopru.js";
import { inEachLook } from "./looks.js";
import { letter } from "./mail.js";
import { running } from "./running.js";
import { arrives, choose, deals, hubspot, linked, placeOrder, press, signIn, until } from "./steps.js";

inEachLook(
  "a failure is told at once, leads to its cure, and its records are sent again",
  async ({ kopru, someone }) => {
    const page = await someone();
    await signIn(page, kopru.url, DEMO);
    const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
    await page.goto(`${kopru.url}${flow}/settings`);
    await isSound(page);
    const stage = await page.inputValue("select[name=stage]");
    const since = new Date();
    await hubspot(kopru, "DELETE", `/crm/v3/pipelines/deals/default/stages/${stage}`);
    const order = await placeOrder(kopru, { paid: true });
    const failed = await arrives(page, kopru, order.number, "failed");

    const mail = await letter(kopru, DEMO.email, "/records?", { since });
    const [list] = (mail.text ?? mail.html).match(/http\S+\/records\?\S+/);
    await page.goto(list);
    assert.ok(await page.locator("main tbody tr").count(), "the letter leads to the records");
    await isSound(page);
    await press(page, `main a[href='${failed}']`);
    await isSound(page);
    await page.goto(`${kopru.url}/overview`);
    await press(page, "main a[href^='/alerts/'], main .attention a");
    await isSound(page);
    await page.goto(`${kopru.url}/alerts`);
    await isSound(page);
    await press(page, "main .inbox h2 a");
    await isSound(page);
    const alert = new URL(page.url()).pathname;

    await press(page, "main .buttons a.primary");
    await isSound(page);
    await page.goto(`${kopru.url}/failures`);
    await isSound(page);
    await press(page, ".cause .buttons a.primary");
    assert.equal(new URL(page.url()).pathname, `${flow}/settings`, "the cure of a stage that is gone is the setting");
    await isSound(page);
    const others = await page.locator("select[name=stage] option").evaluateAll((all) => all.map(({ value }) => value));
    await choose(page, "select[name=stage]", others.find((other) => other !== stage));
    await press(page, "main form button.primary");
    const before = await deals(kopru);
    await page.goto(`${kopru.url}/failures`);
    await press(page, "form[action='/failures/replays'] button");
    await isSound(page);
    await until("nothing was sent again", async () => (await deals(kopru)) > before);
    await until("the failure does not go away", async () => {
      await page.goto(`${kopru.url}/failures`);
      return !(await page.locator(".cause").count());
    });
    await until("the alert does not end by itself", async () => {
      await page.goto(kopru.url + alert);
      return !(await page.locator(`form[action='${alert}/resolution']`).count());
    });
    await isSound(page);
    await arrives(page, kopru, order.number, "created");
  },
  { on: running({ demo: true }) },
);
