// What people do, as steps that the journeys share. No step looks at words: they are the same in every language.

import assert from "node:assert/strict";
import { tabTo } from "./browser.js";
import { code, letter } from "./mail.js";

/** Presses the first such button or link and waits for the page that follows. */
export async function press(page, selector) {
  if (page.byKeyboard) {
    await tabTo(page, selector);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  } else {
    await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
  }
}

/** Types into a field, over what it holds. */
export async function type(page, selector, words) {
  if (!page.byKeyboard) return page.fill(selector, words);
  await tabTo(page, selector);
  await page.keyboard.press("ControlOrMeta+a");
  return page.keyboard.type(words);
}

/** Ticks a box. */
export async function tick(page, selector) {
  if (!page.byKeyboard) return page.check(selector);
  await tabTo(page, selector);
  if (!(await page.isChecked(selector))) await page.keyboard.press("Space");
  return assert.ok(await page.isChecked(selector), selector);
}

/** Chooses from a list by the value of what is wanted. */
export async function choose(page, selector, value) {
  if (!page.byKeyboard) return page.selectOption(selector, value);
  await tabTo(page, selector);
  const options = await page.locator(selector).first().locator("option").count();
  await page.keyboard.press("Home");
  for (let presses = 0; (await page.inputValue(selector)) !== value; presses += 1) {
    assert.ok(presses < options, `${selector} does not offer ${value}`);
    await page.keyboard.press("ArrowDown");
  }
}

/** Signs in by the form, and has the pages in this person's language. */
export async function signIn(page, url, { email, password }) {
  await page.goto(`${url}/sign-in`);
  await type(page, "input[name=email]", email);
  await type(page, "input[name=password]", password);
  await press(page, "main button[type=submit]");
  assert.ok(!new URL(page.url()).pathname.startsWith("/sign-in"), `${email} is not let in`);
  await page.request.post(`${url}/preferences`, { form: { language: page.language, next: "/" } });
}

/** Signs up, takes the code from the letter, and stands at the wizard's beginning. */
export async function signUp(page, kopru, { email, password = "korenbloem bij de gracht 9", company = "Bloemen & Zn" }) {
  await page.goto(`${kopru.url}/sign-up`);
  await type(page, "input[name=email]", email);
  await type(page, "input[name=password]", password);
  await type(page, "input[name=company]", company);
  await tick(page, "input[name=terms]");
  await press(page, "main form button.primary");
  const mail = await letter(kopru, email, "verify");
  await type(page, "input[name=code]", code(mail));
  await press(page, "main form button.primary");
  assert.match(new URL(page.url()).pathname, /^\/start/, "after the code comes the wizard");
}

/**
 * Goes through the wizard with the sandbox shop: two systems, the suggested flows, one record tried, switched on. `look` is called on
 * each step.
 */
export async function setUp(page, kopru, look = async () => {}) {
  await page.goto(`${kopru.url}/start/apps`);
  await look();
  await press(page, "button[name=way][value=sandbox]");
  await look();
  await press(page, "form[action='/start/connections'] button.primary");
  await look();
  await press(page, "form[action='/start/flows'] button.primary");
  await look();
  if (await page.locator("#consent").count()) await tick(page, "#consent");
  await press(page, "form[action='/start/settings'] button.primary");
  // Not every record may go: a cancelled order is shown, and why it would be skipped.
  for (let at = 1; !(await page.locator("form[action='/start/test/send']").count()); at += 1) {
    await page.goto(`${kopru.url}/start/test?choose=1`);
    if (at === 1) await look();
    assert.ok(at <= (await page.locator("button.candidate").count()), "no record that may be sent is offered");
    await press(page, `.candidates > li:nth-child(${at}) button.candidate`);
  }
  await look();
  await press(page, "form[action='/start/test/send'] button");
  for (let tries = 0; !(await page.locator(".made li").count()); tries += 1) {
    assert.ok(tries < 60, `the record that was tried does not arrive: ${await page.locator("main").innerText()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.reload();
  }
  await look();
  await press(page, "form[action='/start/test'] button.primary");
  await look();
  await press(page, "form[action='/start/done'] button.primary");
  assert.equal(new URL(page.url()).pathname, "/overview");
}

/** Buys the set-up package at the stand-in's pay page; gives the address of the order. */
export async function buyPackage(page, kopru) {
  await page.goto(`${kopru.url}/billing/packages`);
  await press(page, "form[action='/billing/checkouts'] button");
  await pay(page, kopru);
  assert.match(new URL(page.url()).pathname, /^\/billing\/packages\/./, "after payment comes the order");
  return new URL(page.url()).pathname;
}

/** Pays at the stand-in's pay page, to which the browser was just sent, and comes back. */
export async function pay(page, kopru) {
  await page.waitForURL((at) => at.href.startsWith(kopru.standIns));
  await press(page, "button[name=action][value=pay]");
  await page.waitForURL((at) => at.href.startsWith(kopru.url) && !at.pathname.includes("/checkouts/"));
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

/** A call of the sandbox's HubSpot, as somebody who works there makes it. */
export async function hubspot(kopru, method, path, body) {
  const { hubspot: credentials } = await (await fetch(`${kopru.standIns}/_credentials`)).json();
  const answer = await fetch(`${kopru.standIns}/hubspot${path}`, {
    method,
    headers: { authorization: `Bearer ${credentials.private_app_token}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** Asks again and again until there is an answer. */
export async function until(what, ask, patience = 30_000) {
  const late = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < late, what);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
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
  return JSON.stringify((await page.locator("main tbody tr").allInnerTexts()).slice(0, 5).map((row) => row.replace(/\s+/g, " ")));
}

/** The first link to something that begins so on a page, and has these words; waits for what is about to appear there. */
export async function linked(page, url, list, beginning, words) {
  return until(`${list} has no link to ${beginning}`, async () => {
    await page.goto(url + list);
    const links = page.locator(`main a[href^='${beginning}']`, words ? { hasText: words } : {});
    const all = await links.evaluateAll((found) => found.map((one) => one.getAttribute("href")));
    return all.find((href) => href.length > beginning.length && !/new$|export|\?/.test(href));
  });
}
