// The set-up package: bought, told by letter, on the experts' desk with all they need.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible, isQuiet, person, signIn } from "./browser.js";
import { DEMO, EXPERT } from "./kopru.js";
import { letter } from "./mail.js";
import { running } from "./running.js";
import { buyPackage, linked, press } from "./steps.js";

const both = running({ demo: true });

test("a package that is bought stands on the desk with contact and check-list, and the buyer is told", async () => {
  const { kopru, browser } = both;
  const buyer = await person(browser, { language: "nl" });
  await signIn(buyer, kopru.url, DEMO);
  const order = await buyPackage(buyer, kopru);
  await isAccessible(buyer);
  const thanks = await letter(kopru, DEMO.email, order);
  assert.ok(thanks.subject.length > 0);
  await letter(kopru, EXPERT.email, "/desk/orders/");
  await buyer.fill("#contact", "Ayşe Yılmaz");
  await buyer.fill("#phone", "+31 6 1234 5678");
  await buyer.fill("#wishes", "Only orders above 100 euros.");
  await press(buyer, "form[action$='/wishes'] button");
  await press(buyer, "form[action$='/meeting'] button[name=at]");
  await press(buyer, "form[action$='/consent'] button");
  await isAccessible(buyer);

  const expert = await person(browser);
  await signIn(expert, kopru.url, EXPERT);
  const task = await linked(expert, kopru.url, "/desk", "/desk/orders/");
  await expert.goto(kopru.url + task);
  const words = await expert.locator("main").innerText();
  for (const told of ["Ayşe Yılmaz", "+31 6 1234 5678", "Only orders above 100 euros.", DEMO.email]) assert.ok(words.includes(told), told);
  await isAccessible(expert);
  const open = await expert.locator("form[action$='/checks'] button").count();
  assert.ok(open >= 5, "there is a check-list");
  await press(expert, "form[action$='/checks'] button");
  await press(expert, "form[action$='/visit'] button");
  assert.match(await expert.locator("body").innerText(), /Demo Shop BV/, "the expert sees the buyer's pages");
  isQuiet(buyer);
  isQuiet(expert);
  await buyer.context().close();
  await expert.context().close();
});
