// The browser, and what each page is held against.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the browser; KOPRU_BROWSER names its program if it lies elsewhere. */
export function launch() {
  const executablePath = process.env.KOPRU_BROWSER ?? PROGRAMS.find((program) => existsSync(program));
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/**
 * A page of a person of their own: language, light or dark, width, pixels a point, whether they use the keyboard alone. What the browser complains about is collected in
 * `page.complaints`: errors of scripts, and what the content security policy refused.
 */
export async function person(browser, { language = "en", scheme = "light", width = 1280, height = 900, pixels = 1, scripts = true, byKeyboard = false } = {}) {
  const context = await browser.newContext({
    locale: language,
    colorScheme: scheme,
    viewport: { width, height },
    deviceScaleFactor: pixels,
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.byKeyboard = byKeyboard;
  page.language = language;
  page.runsScripts = scripts;
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`${page.url()}: ${error}`));
  page.on("console", (message) => {
    // The browser reports each answer of 4xx as an error; what is answered is the test's business.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) page.complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

/** Moves with the tabulator, on or back, until the first of these that is seen is focused; fails if it can't be reached so. */
export async function tabTo(page, selector) {
  const lies = () =>
    page.evaluate((wanted) => {
      const element = [...document.querySelectorAll(wanted)].find((one) => one.checkVisibility());
      if (!element) return "nowhere";
      if (element === document.activeElement) return "here";
      const isBefore = document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
      return isBefore && !document.activeElement.contains(element) ? "back" : "on";
    }, selector);
  await page.locator(selector).first().waitFor({ state: "attached" });
  // Once on the way it keeps its direction: what stands before the focus may be reached after it.
  const way = await lies();
  for (let presses = 0; (await lies()) !== "here"; presses += 1) {
    assert.ok(presses < 200, `${selector} can't be reached by keyboard on ${page.url()}`);
    await page.keyboard.press(way === "back" ? "Shift+Tab" : "Tab");
  }
  const ring = await page.evaluate(() => {
    const element = document.activeElement;
    const label = element.closest("label") ?? element;
    return [element, label].some((one) => getComputedStyle(one).outlineStyle !== "none");
  });
  assert.ok(ring, `${selector} does not show that it is focused on ${page.url()}`);
}

/** Fails if axe finds a violation of WCAG 2.2 A or AA, or of its best practices. */
export async function isAccessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    // eslint-disable-next-line no-undef
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"], preload: false }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html, failureSummary }) => `${html}\n      ${failureSummary.replaceAll("\n", "\n      ")}`).join("\n    ")}`);
  assert.equal(told.length, 0, `${page.url()}\n  ${told.join("\n  ")}`);
}

/** Fails if the page can be moved sideways. */
export async function fits(page) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= room, `${page.url()} is ${wide} px wide where ${room} px are`);
}

/** What every station of a walk is held against. Axe is a script itself. */
export async function isSound(page) {
  await fits(page);
  if (page.runsScripts) await isAccessible(page);
}

/** Fails if the browser complained. */
export function isQuiet(page) {
  assert.deepEqual(page.complaints, [], page.url());
}

/** What a page may weigh as it is sent, in bytes. The editor of rules may bring more scripts than other pages. */
const WEIGHTS = { html: 60_000, css: 25_000, js: 30_000 };
const EDITOR = 150_000;

/** The page, its styles and its scripts are light. */
export async function isLight(page) {
  const sent = await page.evaluate(() => {
    const [html] = performance.getEntriesByType("navigation");
    const all = (end) =>
      performance
        .getEntriesByType("resource")
        .filter((one) => new URL(one.name).pathname.endsWith(end))
        .reduce((sum, one) => sum + one.encodedBodySize, 0);
    return { html: html.encodedBodySize, css: all(".css"), js: all(".js") };
  });
  assert.ok(sent.html > 0 && sent.css > 0, `${page.url()} was not weighed: ${JSON.stringify(sent)}`);
  const limits = (await page.locator("script[src*=\"/js/mapping\"]").count()) ? { ...WEIGHTS, js: WEIGHTS.js + EDITOR } : WEIGHTS;
  for (const [what, most] of Object.entries(limits)) {
    assert.ok(sent[what] <= most, `${page.url()} sends ${sent[what]} bytes of ${what}, more than ${most}`);
  }
}
