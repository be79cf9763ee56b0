// The ways in which people use the product. Every journey is walked in each of them.

import { after, before, test } from "node:test";
import { isQuiet, launch, person } from "./browser.js";
import { start } from "./kopru.js";

/** How each is called in the name of a test, and what `person` makes of it. */
export const LOOKS = [
  { words: "in English on a desk", look: {} },
  { words: "in Turkish on a phone in the dark", look: { language: "tr", scheme: "dark", width: 390, height: 844 } },
  { words: "in German by keyboard alone", look: { language: "de", byKeyboard: true } },
];

/** For the pages that promise to do without. */
export const WITHOUT_SCRIPTS = { words: "in Dutch without scripts", look: { language: "nl", scripts: false } };

/**
 * One test a look, of the same walk.
 * @param {string} title what the walk shows; the look is added to it
 * @param {(where: { kopru: Awaited<ReturnType<typeof start>>, someone: () => Promise<import("playwright-core").Page> }) => Promise<void>} walk
 *   goes by the steps of steps.js, with as many people as it needs, all of whom have this look
 * @param {{ on?: ReturnType<typeof import("./running.js").running>, looks?: typeof LOOKS }} [options] the product and browser on which all of
 *   them walk, one after another; without, each has a product of its own
 */
export function inEachLook(title, walk, { on, looks = LOOKS } = {}) {
  let own;
  if (!on) {
    before(async () => {
      own = await launch();
    });
    after(() => own?.close());
  }
  for (const { words, look } of looks) {
    test(`${title}, ${words}`, async () => {
      const kopru = on?.kopru ?? (await start());
      const people = [];
      const someone = async () => {
        people.push(await person(on?.browser ?? own, look));
        return people.at(-1);
      };
      try {
        await walk({ kopru, someone });
        people.forEach(isQuiet);
      } finally {
        for (const page of people) await page.context().close();
        if (!on) await kopru.stop();
      }
    });
  }
}
