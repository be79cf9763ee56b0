// The trial's end: flows rest, orders are kept, and one purchase makes all of it go on.

import assert from "node:assert/strict";
import { describe } from "node:test";
import { isSound } from "./browser.js";
import { inEachLook } from "./looks.js";
import { arrives, deals, pay, placeOrder, press, setUp, signUp, until } from "./steps.js";

/** The watch over trials looks each minute. */
const A_LOOK = 75_000;

// Each needs a company of its own, whose trial has not ended yet, with the webhooks of a shop to itself: so a product of its own. They go at the same
// time, since they mostly wait for the watch.
describe("a trial", { concurrency: true }, () => {
  inEachLook("after the trial orders are kept, and a plan lets them through", async ({ kopru, someone }) => {
    const page = await someone();
    await signUp(page, kopru, { email: "ayse@bloemen.example" });
    await setUp(page, kopru);
    await kopru.sql("update trial set started_at = now() - interval '15 days', ends_at = now() - interval '1 minute'");
    await until("the flows are not held", async () => (await kopru.sql("select bool_and(held_by_plan) from flow_work")) === "t", A_LOOK);
    const before = await deals(kopru);
    const order = await placeOrder(kopru, { paid: true });
    await page.goto(`${kopru.url}/overview`);
    await isSound(page);
    await page.goto(`${kopru.url}/flows`);
    await isSound(page);
    await press(page, ".chips a[href='/billing']");
    await isSound(page);
    await until("the order is not kept", async () => Number(await kopru.sql("select count(*) from inbox")) > 0);
    assert.equal(await deals(kopru), before, "nothing is sent after the trial");

    await press(page, "form[action='/billing/checkouts'] button.primary");
    await pay(page, kopru);
    await isSound(page);
    const record = await arrives(page, kopru, order.number, "created");
    assert.equal(await deals(kopru), before + 1);
    await press(page, `main tbody a[href='${record}']`);
    await isSound(page);
  });
});
