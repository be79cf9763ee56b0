// Each page, in both themes and on a phone: accessible, quiet, light, no wider than the screen.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { fits, isAccessible, isLight, isQuiet, person } from "./browser.js";
import { DEMO, EXPERT } from "./kopru.js";
import { EXPERTS, MEMBER, PUBLIC, addresses, furnish } from "./pages.js";
import { running } from "./running.js";
import { signIn } from "./steps.js";

/** Axe takes most of the time and finds the same in every language: it looks at both themes, at both ends of the widths. */
const LOOKS = [
  { scheme: "light", width: 1280, language: "en", checks: [isAccessible, fits] },
  { scheme: "dark", width: 320, language: "nl", checks: [isAccessible, fits] },
  { scheme: "light", width: 390, language: "tr", checks: [fits, isLight] },
  { scheme: "dark", width: 768, language: "de", checks: [fits] },
];

describe("every page", () => {
  const both = running({ demo: true });
  let rooms;
  before(async () => {
    const { kopru, browser } = both;
    const page = await person(browser);
    rooms = await furnish(page, kopru);
    await page.context().close();
  });

  for (const look of LOOKS) {
    test(`holds in ${look.language}, ${look.scheme}, ${look.width} px wide`, async () => {
      const { kopru, browser } = both;
      const page = await person(browser, look);
      const wrong = [];
      const holds = async (pages) => {
        for (const path of addresses(pages, rooms)) {
          await page.goto(kopru.url + path);
          for (const check of look.checks) await check(page).catch((error) => wrong.push(error.message));
        }
      };
      await holds(PUBLIC);
      await signIn(page, kopru.url, DEMO);
      await holds(MEMBER);
      await page.context().clearCookies();
      await signIn(page, kopru.url, EXPERT);
      await holds(EXPERTS);
      isQuiet(page);
      await page.context().close();
      assert.equal(wrong.length, 0, wrong.join("\n"));
    });
  }
});
