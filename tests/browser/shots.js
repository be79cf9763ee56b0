// Pictures of every page, to be looked at: light, dark, narrow. `npm run shots -- [folder] [part of an address]`.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { launch, person, signIn } from "./browser.js";
import { DEMO, start } from "./kopru.js";
import { MEMBER, PUBLIC, found } from "./pages.js";

const [folder = "var/shots", part = ""] = process.argv.slice(2);
const LOOKS = {
  light: { scheme: "light", width: 1280, height: 900 },
  dark: { scheme: "dark", width: 1280, height: 900 },
  narrow: { scheme: "light", width: 390, height: 844 },
};

await mkdir(folder, { recursive: true });
const [kopru, browser] = await Promise.all([start({ demo: true }), launch()]);
try {
  for (const [look, wants] of Object.entries(LOOKS)) {
    const page = await person(browser, wants);
    const picture = async (address) => {
      if (!address.includes(part)) return;
      await page.goto(kopru.url + address);
      const name = address.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "one").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "front";
      await page.screenshot({ path: path.join(folder, `${name}-${look}.png`), fullPage: true });
    };
    for (const address of PUBLIC) await picture(address);
    await signIn(page, kopru.url, DEMO);
    for (const address of await found(page, kopru.url, MEMBER)) await picture(address);
    await page.context().close();
  }
} finally {
  await browser.close();
  await kopru.stop();
}
