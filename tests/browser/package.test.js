// The set-up package: bought, told by letter, on the experts' desk with all they need.

import assert from "node:assert/strict";
import { isSound } from "./browser.js";
import { DEMO, EXPERT } from "./kopru.js";
import { inEachLook } from "./looks.js";
import { letter } from "./mail.js";
import { running } from "./running.js";
import { buyPackage, press, signIn, type } from "./steps.js";

inEachLook(
  "a package that is bought stands on the desk with contact and check-list, and the buyer is told",
  async ({ kopru, someone }) => {
    const buyer = await someone();
    await signIn(buyer, kopru.url, DEMO);
    await buyer.goto(`${kopru.url}/billing`);
    await isSound(buyer);
    await press(buyer, "main a[href='/billing/packages']");
    await isSound(buyer);
    const order = await buyPackage(buyer, kopru);
    await isSound(buyer);
    const thanks = await letter(kopru, DEMO.email, order);
    assert.ok(thanks.subject.length > 0);
    const task = order.replace("/billing/packages/", "/desk/orders/");
    await letter(kopru, EXPERT.email, task);
    const told = ["Ayşe Yılmaz", "+31 6 1234 5678", `Only orders above 100 euros (${buyer.language}).`];
    await type(buyer, "#contact", told[0]);
    await type(buyer, "#phone", told[1]);
    await type(buyer, "#wishes", told[2]);
    await press(buyer, "form[action$='/wishes'] button");
    await press(buyer, "form[action$='/meeting'] button[name=at]");
    await press(buyer, "form[action$='/consent'] button");
    await isSound(buyer);

    const expert = await someone();
    await signIn(expert, kopru.url, EXPERT);
    await expert.goto(`${kopru.url}/desk`);
    await isSound(expert);
    await press(expert, `main a[href='${task}']`);
    const words = await expert.locator("main").innerText();
    for (const one of [...told, DEMO.email]) assert.ok(words.includes(one), one);
    await isSound(expert);
    const open = await expert.locator("form[action$='/checks'] button").count();
    assert.ok(open >= 5, "there is a check-list");
    await press(expert, "form[action$='/checks'] button");
    await press(expert, "form[action$='/visit'] button");
    assert.match(await expert.locator("body").innerText(), /Demo Shop BV/, "the expert sees the buyer's pages");
    await isSound(expert);
  },
  { on: running({ demo: true }) },
);
