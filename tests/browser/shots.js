// Pictures of every page, to be looked at: light, dark, narrow, in several languages.
// `npm run shots -- [folder] [part of an address, as pages.js has it] [look]`. They are named after who sees the page: a visitor, a member of the
// demo tenant, an expert of ours, and somebody whose tenant is empty.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { launch, person } from "./browser.js";
import { DEMO, EXPERT, start } from "./kopru.js";
import { EXPERTS, MEMBER, PUBLIC, addresses, furnish } from "./pages.js";
import { signIn, signUp } from "./steps.js";

const [folder = "var/shots", part = "", only = ""] = process.argv.slice(2);
const LOOKS = {
  light: { scheme: "light", width: 1280, height: 900, language: "en" },
  wide: { scheme: "light", width: 1800, height: 1000, language: "nl" },
  dark: { scheme: "dark", width: 1280, height: 900, language: "de" },
  narrow: { scheme: "light", width: 390, height: 844, language: "tr" },
};

await mkdir(folder, { recursive: true });
const [kopru, browser] = await Promise.all([start({ demo: true }), launch()]);
try {
  const first = await person(browser);
  const rooms = await furnish(first, kopru);
  await first.context().close();
  for (const [look, wants] of Object.entries(LOOKS)) {
    if (!look.includes(only)) continue;
    const page = await person(browser, wants);
    const pictures = async (pages, whose) => {
      for (const place of pages.filter((place) => place.includes(part))) {
        await page.goto(kopru.url + addresses([place], rooms)[0]);
        const name = place.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "front";
        await page.screenshot({ path: path.join(folder, `${whose}-${name}-${look}.png`), fullPage: true });
      }
    };
    await pictures(PUBLIC, "visitor");
    await signIn(page, kopru.url, DEMO);
    await pictures(MEMBER, "member");
    await page.context().clearCookies();
    await signIn(page, kopru.url, EXPERT);
    await pictures(EXPERTS, "expert");
    // Somebody who just signed up and skipped the wizard: nothing is there yet.
    await page.context().clearCookies();
    await signUp(page, kopru, { email: `${look}@bloemen.example` });
    await pictures(MEMBER.filter((place) => !place.startsWith("{")), "empty");
    await page.context().close();
  }
} finally {
  await browser.close();
  await kopru.stop();
}
