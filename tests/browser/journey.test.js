// From the front page to the first order, as a new customer goes.

import assert from "node:assert/strict";
import { isSound } from "./browser.js";
import { LOOKS, WITHOUT_SCRIPTS, inEachLook } from "./looks.js";
import { arrives, deals, placeOrder, press, setUp, signUp } from "./steps.js";

// Each has a shop of their own: a shop's ten webhooks go to whoever asks first.
inEachLook(
  "a stranger signs up, connects the sandbox and sees an order arrive",
  async ({ kopru, someone }) => {
    const page = await someone();
    await page.goto(kopru.url);
    const began = Date.now();
    await isSound(page);
    await press(page, "a[href='/sign-up']");
    await isSound(page);
    await signUp(page, kopru, { email: "ayse@bloemen.example" });
    await setUp(page, kopru, () => isSound(page));
    const before = await deals(kopru);
    const order = await placeOrder(kopru, { paid: true });
    const record = await arrives(page, kopru, order.number, "created");
    assert.equal(await deals(kopru), before + 1, "the order is a deal in HubSpot");
    assert.ok(Date.now() - began < 300_000, "within five minutes");
    await press(page, `main tbody a[href='${record}']`);
    await isSound(page);
  },
  { looks: [...LOOKS, WITHOUT_SCRIPTS] },
);
