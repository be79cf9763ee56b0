// No page leads nowhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { person } from "./browser.js";
import { DEMO, EXPERT } from "./kopru.js";
import { EXPERTS, MEMBER, PUBLIC, addresses, furnish } from "./pages.js";
import { running } from "./running.js";
import { signIn } from "./steps.js";

const both = running({ demo: true });

test("every link of every page leads somewhere", async () => {
  const { kopru, browser } = both;
  const page = await person(browser);
  const rooms = await furnish(page, kopru);
  const linked = new Map();
  const note = async (path) => {
    await page.goto(kopru.url + path);
    const links = await page.locator("a[href], link[href], script[src], img[src]").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? one.getAttribute("src")));
    for (const link of links.filter((href) => href.startsWith("/"))) linked.set(link.split("#")[0], path);
  };
  const broken = [];
  const follow = async () => {
    for (const [link, from] of linked) {
      const answer = await page.request.get(kopru.url + link, { maxRedirects: 5 });
      if (answer.status() >= 400) broken.push(`${answer.status()} ${link} (on ${from})`);
    }
    linked.clear();
  };
  for (const path of PUBLIC) await note(path);
  await signIn(page, kopru.url, DEMO);
  for (const path of addresses(MEMBER, rooms)) await note(path);
  await follow();
  await page.context().clearCookies();
  await signIn(page, kopru.url, EXPERT);
  for (const path of addresses(EXPERTS, rooms)) await note(path);
  await follow();
  assert.deepEqual(broken, []);
});
