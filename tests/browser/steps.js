// What people do, as steps that the journeys share. No step looks at words: they are the same in every language.

import assert from "node:assert/strict";
import { code, letter } from "./mail.js";

/** The main button of a page, or the submit button of a form. */
async function submit(page, selector) {
  await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
}

/** Signs up, takes the code from the letter, and stands at the wizard's beginning. */
export async function signUp(page, kopru, { email, password = "korenbloem bij de gracht 9", company = "Bloemen & Zn" }) {
  await page.goto(`${kopru.url}/sign-up`);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", password);
  await page.fill("input[name=company]", company);
  await page.check("input[name=terms]");
  await submit(page, "main form button.primary");
  const mail = await letter(kopru, email, "verify");
  await page.fill("input[name=code]", code(mail));
  await submit(page, "main form button.primary");
  assert.match(new URL(page.url()).pathname, /^\/start/, "after the code comes the wizard");
}

/** Goes through the wizard with the sandbox shop: two systems, the suggested flows, one record tried, switched on. */
export async function setUp(page, kopru) {
  await page.goto(`${kopru.url}/start/apps`);
  await submit(page, "button[name=way][value=sandbox]");
  await submit(page, "form[action='/start/connections'] button.primary");
  await submit(page, "form[action='/start/flows'] button.primary");
  if (await page.locator("#consent").count()) await page.check("#consent");
  await submit(page, "form[action='/start/settings'] button.primary");
  // Not every record may go: a cancelled order is shown, and why it would be skipped.
  for (let at = 0; !(await page.locator("form[action='/start/test/send']").count()); at += 1) {
    await page.goto(`${kopru.url}/start/test?choose=1`);
    const candidates = page.locator("button.candidate");
    assert.ok(at < (await candidates.count()), "no record that may be sent is offered");
    await Promise.all([page.waitForNavigation(), candidates.nth(at).click()]);
  }
  await submit(page, "form[action='/start/test/send'] button");
  for (let tries = 0; !(await page.locator(".made li").count()); tries += 1) {
    assert.ok(tries < 60, `the record that was tried does not arrive: ${await page.locator("main").innerText()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.reload();
  }
  await submit(page, "form[action='/start/test'] button.primary");
  await submit(page, "form[action='/start/done'] button.primary");
  assert.equal(new URL(page.url()).pathname, "/overview");
}

/** A shopper places an order in the sandbox shop; gives what the stand-in tells of it. */
export async function placeOrder(kopru, order = {}) {
  const answer = await fetch(`${kopru.standIns}/_orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(order),
  });
  assert.ok(answer.ok, `the shop took no order: ${answer.status}`);
  return answer.json();
}

/** How many deals the sandbox's HubSpot has. */
export async function deals(kopru) {
  const summary = await (await fetch(`${kopru.standIns}/_summary`)).json();
  return summary.objects.hubspot.deals;
}

/** Waits until the activity log finds something by these words, and gives the address of its page. */
export async function arrives(page, kopru, words, outcome = "", patience = 30_000) {
  const late = Date.now() + patience;
  for (;;) {
    await page.goto(`${kopru.url}/records?q=${encodeURIComponent(words)}&outcome=${outcome}`);
    const link = page.locator("main tbody a[href^='/records/']").first();
    if (await link.count()) return link.getAttribute("href");
    assert.ok(Date.now() < late, `nothing arrived under "${words}"; last: ${await lastRecords(page, kopru)}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** What the activity log has on top, for the message of a test that failed. */
async function lastRecords(page, kopru) {
  await page.goto(`${kopru.url}/records`);
  return JSON.stringify((await page.locator("main tbody tr").allInnerTexts()).map((row) => row.replace(/\s+/g, " ")));
}
