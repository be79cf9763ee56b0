// Each page, in both themes and on a phone: accessible, quiet, no wider than the screen.

import { after, before, describe, test } from "node:test";
import { fits, isAccessible, isQuiet, launch, person, signIn } from "./browser.js";
import { DEMO, start } from "./kopru.js";
import { MEMBER, PUBLIC, found } from "./pages.js";

const LOOKS = [
  { scheme: "light", width: 1280, language: "en" },
  { scheme: "dark", width: 1280, language: "de" },
  { scheme: "light", width: 390, language: "tr" },
  { scheme: "dark", width: 320, language: "nl" },
];

describe("every page", () => {
  let kopru;
  let browser;
  before(async () => {
    [kopru, browser] = await Promise.all([start({ demo: true }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await kopru?.stop();
  });

  for (const look of LOOKS) {
    test(`is accessible and fits, ${look.scheme}, ${look.width} px wide, in ${look.language}`, async () => {
      const page = await person(browser, look);
      for (const path of PUBLIC) {
        await page.goto(kopru.url + path);
        await isAccessible(page);
        await fits(page);
      }
      await signIn(page, kopru.url, DEMO);
      for (const path of await found(page, kopru.url, MEMBER)) {
        await page.goto(kopru.url + path);
        await isAccessible(page);
        await fits(page);
      }
      isQuiet(page);
      await page.context().close();
    });
  }
});
