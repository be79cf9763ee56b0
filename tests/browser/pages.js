// Every page that the demo tenant has, for the tests and the pictures.

/** Pages for anyone. */
export const PUBLIC = ["/", "/sign-in", "/help", "/help/first-steps", "/no-such-page"];

/** Pages of a member; a function finds an address on the page before it. */
export const MEMBER = ["/overview"];

/** The address of the first link on a page that begins so; none if there is none. */
export async function first(page, url, list, beginning) {
  await page.goto(url + list);
  return page.evaluate((start) => [...document.querySelectorAll("main a[href]")].map((a) => a.getAttribute("href")).find((href) => href.startsWith(start)) ?? null, beginning);
}
