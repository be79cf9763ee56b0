// A passkey from its making to signing in with it, by the browser's own software authenticator.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isAccessible, isQuiet, person } from "./browser.js";
import { DEMO } from "./kopru.js";
import { running } from "./running.js";
import { signIn } from "./steps.js";

/** An authenticator that is always there and whose person always agrees. */
async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { refuse: () => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false }) };
}

describe("a passkey", () => {
  const both = running({ demo: true, host: "localhost" });

  test("is added, asked for at the door, and removed", async () => {
    const { kopru, browser } = both;
    const page = await person(browser);
    const authenticator = await withAuthenticator(page);
    await signIn(page, kopru.url, DEMO);
    await page.goto(`${kopru.url}/account/second-factor`);
    await isAccessible(page);
    await page.fill("#passkey-name", "Reception tablet");
    await page.click("k-passkey button[type=submit]");
    await page.waitForSelector(".codes");
    await isAccessible(page);
    const codes = (await page.textContent(".codes")).match(/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/g);
    assert.equal(codes.length, 10);
    await page.click("main .primary");
    await page.waitForSelector("text=Reception tablet");

    await page.click(".top form[action='/sign-out'] button");
    await page.goto(`${kopru.url}/sign-in`);
    await page.fill("#email", DEMO.email);
    await page.fill("#password", DEMO.password);
    await page.click("main button.primary");
    await page.waitForURL("**/sign-in/second-factor");
    await isAccessible(page);
    await page.click("k-passkey button[type=submit]");
    await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));

    await page.goto(`${kopru.url}/account/second-factor`);
    await page.click("form[action$='/remove'] button");
    await page.waitForSelector(".toast");
    assert.equal(await page.locator("text=Reception tablet").count(), 0);
    await authenticator.refuse();
    isQuiet(page);
    await page.context().close();
  });
});
