// The product and a browser, for all tests of a file.

import { after, before } from "node:test";
import { launch } from "./browser.js";
import { start } from "./kopru.js";

/**
 * Has both started before the tests of this file (or of the `describe` around it) and stopped after them.
 * @param {Parameters<typeof start>[0]} [options] how the product is started
 * @returns {{ kopru: Awaited<ReturnType<typeof start>>, browser: import("playwright-core").Browser }} filled once they run
 */
export function running(options) {
  const both = {};
  before(async () => {
    [both.kopru, both.browser] = await Promise.all([start(options), launch()]);
  });
  after(async () => {
    await both.browser?.close();
    await both.kopru?.stop();
  });
  return both;
}
