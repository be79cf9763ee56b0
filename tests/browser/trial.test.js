// The trial's end: flows rest, orders are kept, and one purchase makes all of it go on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible, isQuiet, person } from "./browser.js";
import { running } from "./running.js";
import { arrives, deals, pay, placeOrder, setUp, signUp, until } from "./steps.js";

const both = running();

/** The watch over trials looks each minute. */
const A_LOOK = 75_000;

test("after the trial orders are kept, and a plan lets them through", async () => {
  const { kopru, browser } = both;
  const page = await person(browser);
  await signUp(page, kopru, { email: "ayse@bloemen.example" });
  await setUp(page, kopru);
  await kopru.sql("update trial set started_at = now() - interval '15 days', ends_at = now() - interval '1 minute'");
  await until("the flows are not held", async () => (await kopru.sql("select bool_and(held_by_plan) from flow_work")) === "t", A_LOOK);
  const before = await deals(kopru);
  const order = await placeOrder(kopru, { paid: true });
  await page.goto(`${kopru.url}/overview`);
  await isAccessible(page);
  await page.goto(`${kopru.url}/billing`);
  await isAccessible(page);
  await until("the order is not kept", async () => Number(await kopru.sql("select count(*) from inbox")) > 0);
  assert.equal(await deals(kopru), before, "nothing is sent after the trial");

  await page.locator("form[action='/billing/checkouts'] button.primary").first().click();
  await pay(page, kopru);
  await isAccessible(page);
  await arrives(page, kopru, order.number, "created");
  assert.equal(await deals(kopru), before + 1);
  isQuiet(page);
  await page.context().close();
});
