// The guide beside the page, and single keys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, isAccessible, isQuiet, person } from "./browser.js";
import { DEMO } from "./kopru.js";
import { running } from "./running.js";
import { signIn } from "./steps.js";

const both = running({ demo: true });

test("the guide opens beside the page, says the keys, and gives the focus back", async () => {
  const { kopru, browser } = both;
  for (const look of [{}, { scheme: "dark", width: 390 }]) {
    const page = await person(browser, look);
    await signIn(page, kopru.url, DEMO);
    await page.goto(`${kopru.url}/records`);
    await page.keyboard.press("?");
    await page.waitForSelector("dialog.drawer[open] [data-guide] h2");
    assert.ok((await page.locator("dialog.drawer .keys kbd").count()) > 5, "the keys of the page are listed");
    await isAccessible(page);
    await fits(page);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog.drawer", { state: "hidden" });
    // The dialog tells of its end a moment later.
    await page.waitForFunction(() => document.activeElement?.matches("[data-help]"));
    isQuiet(page);
    await page.context().close();
  }
});

test("keys lead to rooms and into the search, and are silent where one types and once switched off", async () => {
  const { kopru, browser } = both;
  const page = await person(browser);
  await signIn(page, kopru.url, DEMO);
  await page.goto(`${kopru.url}/overview`);
  await page.keyboard.press("g");
  await Promise.all([page.waitForURL(`${kopru.url}/flows`), page.keyboard.press("f")]);
  await page.keyboard.press("/");
  await page.keyboard.type("gr?");
  assert.equal(await page.inputValue("#find"), "gr?");
  assert.equal(new URL(page.url()).pathname, "/flows");

  await page.goto(`${kopru.url}/account`);
  await page.uncheck("#keys-yes");
  await Promise.all([page.waitForNavigation(), page.click("main form[action='/account'] button.primary")]);
  assert.equal(await page.isChecked("#keys-yes"), false);
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.keyboard.press("?");
  await page.waitForTimeout(500);
  assert.equal(new URL(page.url()).pathname, "/account");
  assert.equal(await page.locator("dialog.drawer[open]").count(), 0);
  isQuiet(page);
  await page.context().close();
});

test("the command menu goes to pages, acts, changes the look, and finds records, in the reader's language", async () => {
  const { kopru, browser } = both;
  for (const look of [{}, { language: "tr", scheme: "dark", width: 390, height: 844 }]) {
    const page = await person(browser, look);
    await signIn(page, kopru.url, DEMO);
    await page.goto(`${kopru.url}/overview`);
    await page.keyboard.press("Control+k");
    await page.waitForSelector("dialog.command[open] [role=option]");
    await isAccessible(page);
    await fits(page);
    const audit = await page.locator("k-command a[href='/settings/audit']").textContent();
    await page.keyboard.type(audit.toUpperCase());
    assert.equal(await page.locator("dialog.command [aria-selected=true]").count(), 1);
    await Promise.all([page.waitForURL(`${kopru.url}/settings/audit`), page.keyboard.press("Enter")]);

    await page.keyboard.press("Control+k");
    await page.keyboard.type(await page.locator("k-command button[value=dark]").textContent());
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(new URL(page.url()).pathname, "/settings/audit", "it leads back to where one was");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("4711 & co");
    await page.keyboard.press("ArrowUp");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(new URL(page.url()).searchParams.get("q"), "4711 & co");
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog.command", { state: "hidden" });
    isQuiet(page);
    await page.context().close();
  }
});
