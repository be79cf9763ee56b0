// From the front page to the first order, as a new customer goes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fits, isAccessible, isQuiet, launch, person } from "./browser.js";
import { start } from "./kopru.js";
import { arrives, deals, placeOrder, setUp, signUp } from "./steps.js";

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const PEOPLE = [
  { name: "in English on a desk", look: {}, email: "ayse@bloemen.example" },
  { name: "in Turkish on a phone in the dark", look: { language: "tr", scheme: "dark", width: 390, height: 844 }, email: "elif@cicek.example" },
  { name: "in Dutch without scripts", look: { language: "nl", scripts: false }, email: "eva@fietsgoed.example" },
  { name: "in German by keyboard alone", look: { language: "de", byKeyboard: true }, email: "anke@rad.example" },
];

for (const { name, look, email } of PEOPLE) {
  test(`a stranger signs up, connects the sandbox and sees an order arrive, ${name}`, async () => {
    // Each has a shop of their own: a shop's ten webhooks go to whoever asks first.
    const kopru = await start();
    try {
      const page = await person(browser, look);
      await page.goto(kopru.url);
      const began = Date.now();
      await signUp(page, kopru, { email });
      await setUp(page, kopru, async () => {
        await fits(page);
        if (look.scripts !== false) await isAccessible(page);
      });
      const before = await deals(kopru);
      const order = await placeOrder(kopru, { paid: true });
      const record = await arrives(page, kopru, String(order.number), "created");
      assert.equal(await deals(kopru), before + 1, "the order is a deal in HubSpot");
      assert.ok(Date.now() - began < 300_000, "within five minutes");
      await page.goto(kopru.url + record);
      await fits(page);
      if (look.scripts !== false) await isAccessible(page);
      isQuiet(page);
      await page.context().close();
    } finally {
      await kopru.stop();
    }
  });
}
