// The pictures of the guides, made anew from the running product: `npm run guides -- [part of a name]`. Each shows what a guide speaks of, in the
// languages that guides are written in, light and dark. They need pngquant and ffmpeg, to be small.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, person } from "./browser.js";
import { DEMO, start } from "./kopru.js";
import { arrives, buyPackage, hubspot, linked, placeOrder, press, signIn, signUp, until } from "./steps.js";

const run = promisify(execFile);

const FOLDER = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../static/guides");
const LANGUAGES = ["en", "tr"];
/** Narrow, so that what is cut out is hardly larger than the column of a guide. */
const PAGE = { width: 760, height: 1000 };
/** Pixels a point, as `web/src/pages/help/picture.rs` has it: sharp on most screens, and half as heavy as two. */
const SCALE = 1.5;
/** What stays around the cut, in points. */
const MARGIN = 8;
const MOST_BYTES = 40_000;
/** How many orders the shop gets, so that lists and charts are filled. */
const ORDERS = 30;

const [only = ""] = process.argv.slice(2);

/** Takes what these selectors find, in both themes: `name.webp` and `name.dark.webp`. */
async function cut(page, name, ...selectors) {
  if (!name.includes(only)) return;
  await page.mouse.move(0, 0);
  const boxes = [];
  for (const selector of selectors) {
    const box = page.locator(selector).first().evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY };
    });
    boxes.push(await box);
  }
  const x = Math.max(0, Math.min(...boxes.map(({ left }) => left)) - MARGIN);
  const y = Math.max(0, Math.min(...boxes.map(({ top }) => top)) - MARGIN);
  const right = Math.min(PAGE.width, Math.max(...boxes.map((box) => box.right)) + MARGIN);
  const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
  const clip = { x, y, width: right - x, height: bottom - y };
  const sizes = [];
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    const file = path.join(FOLDER, page.language, scheme === "light" ? name : `${name}.dark`);
    await page.screenshot({ path: `${file}.png`, clip, fullPage: true, animations: "disabled", caret: "hide" });
    await run("pngquant", ["--force", "--quality", "40-90", "--output", `${file}.png`, "24", `${file}.png`]);
    await run("ffmpeg", ["-v", "error", "-y", "-i", `${file}.png`, "-c:v", "libwebp", "-lossless", "1", "-compression_level", "6", "-quality", "100", `${file}.webp`]);
    await rm(`${file}.png`);
    const { size } = await stat(`${file}.webp`);
    sizes.push(Math.round(size / 1024));
    assert.ok(size <= MOST_BYTES, `${file}.webp has ${size} bytes`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  console.log(`${page.language}/${name}: ${Math.round(clip.width)} × ${Math.round(clip.height)}, ${sizes.join(" and ")} KB`);
}

/** From signing up to the first order. */
async function firstSteps(page, kopru) {
  await signUp(page, kopru, { email: `ayse.${page.language}@bloemen.example` });
  await page.goto(`${kopru.url}/start/apps`);
  await cut(page, "apps", ".wizard-step h1", ".wizard-step form.buttons");
  await press(page, "button[name=way][value=own]");
  await cut(page, "sign-in-lightspeed", ".systems .card:has(input[name=key])");
  await page.locator("details.way-in:has(input[name=token])").evaluate((details) => (details.open = true));
  await cut(page, "sign-in-hubspot", "details.way-in:has(input[name=token])");
  await page.goto(`${kopru.url}/start/apps`);
  await press(page, "button[name=way][value=sandbox]");
  await cut(page, "connected", ".systems", "form[action='/start/connections']");
  await press(page, "form[action='/start/connections'] button.primary");
  await cut(page, "choose-flows", ".offers .offer:nth-of-type(1)", ".offers .offer:nth-of-type(3)");
  await press(page, "form[action='/start/flows'] button.primary");
  await cut(page, "questions", "form[action='/start/settings'] .card .field:nth-of-type(1)", "form[action='/start/settings'] .card .field:nth-of-type(3)");
  if (await page.locator("#consent").count()) await page.check("#consent");
  await press(page, "form[action='/start/settings'] button.primary");
  for (let at = 1; !(await page.locator("form[action='/start/test/send']").count()); at += 1) {
    await page.goto(`${kopru.url}/start/test?choose=1`);
    await press(page, `.candidates > li:nth-child(${at}) button.candidate`);
  }
  await press(page, "form[action='/start/test/send'] button");
  await until("the record that is tried does not arrive", async () => {
    await page.reload();
    return page.locator(".made li").count();
  });
  await cut(page, "try-one", "section[aria-labelledby=test-title]");
  await press(page, "form[action='/start/test'] button.primary");
  await cut(page, "begin", "form[action='/start/done']");
}

/** The pages of a tenant that is at work. */
async function rooms(page, kopru, { orders, record, failed, paused, alert }) {
  const to = (address) => page.goto(kopru.url + address);
  await to("/overview");
  await cut(page, "overview", ".all-well", ".worth");
  await cut(page, "chart", "section[aria-labelledby=over-time]");
  await cut(page, "budget", "section[aria-labelledby=calls]");
  await to(orders);
  await cut(page, "flow", "main .heading", ".rooms-of");
  await to(`${paused}/resume`);
  await cut(page, "resume", "main form.card");
  await to(`${orders}/reconciliation`);
  await press(page, `form[action='${orders}/reconciliation'] button`);
  await until("the reconciliation does not end", async () => {
    await page.reload();
    return page.locator(`form[action='${orders}/reconciliation'] button`).count();
  });
  await cut(page, "reconciliation", "main .heading", "main section.card");
  await to(await linked(page, kopru.url, "/connections", "/connections/", /HubSpot/));
  await cut(page, "connection", "main .heading", "main section.card:has(.facts)");
  await to(`${orders}/mapping/draft`);
  const rule = "#rule-dealname";
  await page.locator(`${rule} textarea[data-part=from]`).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("order.numbr");
  await page.keyboard.press("Escape");
  await page.waitForSelector(`${rule} [data-mistakes] li`);
  await cut(page, "mistake", rule);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("'Webshop ' ~ order.number");
  await page.keyboard.press("Escape");
  await page.waitForFunction((row) => document.querySelector(`${row} [data-value]`).textContent.startsWith("Webshop "), rule);
  await cut(page, "rule", rule);
  await press(page, ".savebar button[type=submit]");
  await to(`${orders}/mapping/dry-run`);
  await cut(page, "dry-run", ".tiles.dry", "table.compared tbody tr:nth-child(3)");
  await page.fill("#note", page.language === "tr" ? "Anlaşma adı mağazayla başlar" : "Deals begin with their origin");
  await cut(page, "publish", "#publish");
  await press(page, "#publish button.primary");
  await to(`${orders}/revisions`);
  await cut(page, "revisions", "main section.card");
  await to("/look-ups/tax_codes");
  for (const [row, [rate, code]] of [["0.21", "21% hoog"], ["0.09", "9% laag"]].entries()) {
    await page.fill(`input[name='key:${row}:0']`, rate);
    await page.fill(`input[name='value:${row}']`, code);
  }
  await page.locator("h1").click();
  await cut(page, "look-up", "#grid");
  await to("/records");
  await cut(page, "records", "form.filters", "table.log tbody tr:nth-child(3)");
  await to(record);
  await cut(page, "record", "main .heading", "section[aria-labelledby=steps]");
  await to(failed);
  await cut(page, "failed-record", "main .heading", ".acts");
  await to("/failures");
  await cut(page, "failures", ".cause");
  await to(alert);
  await cut(page, "alert", "main .heading", "section[aria-labelledby=why]");
  await to("/alerts/channels");
  await cut(page, "told", "section[aria-labelledby=me]");
  await to("/team");
  await cut(page, "invite", "section[aria-labelledby=invite]");
  await to("/settings");
  await cut(page, "retention", "section[aria-labelledby=retention]");
  await to("/settings/tokens");
  await page.fill("#name", "backup script");
  await page.locator("h1").click();
  await cut(page, "token", "section[aria-labelledby=new]");
  await to("/billing");
  await cut(page, "plans", "section[aria-labelledby=plans]");
  await buyPackage(page, kopru);
  await press(page, "form[action$='/meeting'] button[name=at]");
  await cut(page, "package", "main .stages", "section[aria-labelledby=meeting]");
}

/** All pictures in one language, from a product of its own: what is done for one would be seen in the other. */
async function all(language, browser) {
  await mkdir(path.join(FOLDER, language), { recursive: true });
  const kopru = await start({ demo: true });
  try {
    const page = await person(browser, { ...PAGE, language, pixels: SCALE });
    await signIn(page, kopru.url, DEMO);
    const orders = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
    const paused = await linked(page, kopru.url, "/flows", "/flows/", /^stock$/);
    await page.request.post(`${kopru.url}${paused}/pause`, { form: {} });
    for (let count = 0; count < ORDERS; count += 1) {
      await placeOrder(kopru, { paid: true });
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const good = await placeOrder(kopru, { paid: true });
    await arrives(page, kopru, good.number, "created");
    // The order itself: its invoice has the same number.
    const record = await linked(page, kopru.url, `/records?q=${good.number}&outcome=created&flow=${orders.replace("/flows/", "")}`, "/records/");
    await hubspot(kopru, "DELETE", "/crm/v3/pipelines/deals/default/stages/closedwon");
    const bad = await placeOrder(kopru, { paid: true });
    const failed = await arrives(page, kopru, bad.number, "failed");
    const alert = await linked(page, kopru.url, "/alerts", "/alerts/0");
    await rooms(page, kopru, { orders, record, failed, paused, alert });
    const stranger = await person(browser, { ...PAGE, language, pixels: SCALE });
    await firstSteps(stranger, kopru);
  } finally {
    await kopru.stop();
  }
}

const browser = await launch();
try {
  await Promise.all(LANGUAGES.map((language) => all(language, browser)));
} finally {
  await browser.close();
}
