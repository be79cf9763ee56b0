// The pictures of README, made anew from the running product: `npm run pictures`. They need pngquant, to be small.

import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, person } from "./browser.js";
import { DEMO, start } from "./kopru.js";
import { arrives, linked, placeOrder, press, signIn, signUp } from "./steps.js";

const FOLDER = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
const SIZE = { width: 1280, height: 860 };
/** How many orders the shop gets before the overview is taken. */
const ORDERS = 40;

async function picture(page, name) {
  const file = path.join(FOLDER, `${name}.png`);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  await promisify(execFile)("pngquant", ["--force", "--skip-if-larger", "--quality", "60-90", "--output", file, file]);
  console.log(`${name}: ${Math.round((await stat(file)).size / 1024)} KB`);
}

await mkdir(FOLDER, { recursive: true });
const [kopru, browser] = await Promise.all([start({ demo: true }), launch()]);
try {
  const page = await person(browser, SIZE);
  await signIn(page, kopru.url, DEMO);
  const flow = await linked(page, kopru.url, "/flows", "/flows/", /^orders$/);
  for (let count = 0; count < ORDERS; count += 1) {
    await placeOrder(kopru, { paid: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const bad = await placeOrder(kopru, { customer: { email: "geen-adres", firstname: "Jan", lastname: "de Vries" } });
  await arrives(page, kopru, String(bad.number), "failed");
  const good = await placeOrder(kopru, { paid: true });
  const record = await arrives(page, kopru, String(good.number), "created");
  await page.goto(kopru.url + record);
  await picture(page, "record");
  await page.goto(`${kopru.url}${flow}/mapping/draft`);
  await page.locator("#rule-dealname textarea[data-part=from]").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("'Webshop ' ~ order.number ~ ' ' ~ order.customer.name");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("#rule-dealname [data-value]").textContent.startsWith("Webshop "));
  await page.evaluate(() => window.scrollTo(0, 180));
  await picture(page, "mapping");
  await page.goto(`${kopru.url}/overview`);
  await picture(page, "overview");

  const stranger = await person(browser, SIZE);
  await signUp(stranger, kopru, { email: "ayse@bloemen.example" });
  await press(stranger, "button[name=way][value=sandbox]");
  await press(stranger, "form[action='/start/connections'] button.primary");
  await picture(stranger, "wizard");
} finally {
  await browser.close();
  await kopru.stop();
}
