// Every page, for the tests and the pictures.

/** Pages for anyone. */
export const PUBLIC = ["/", "/sign-up", "/verify/old", "/sign-in", "/password/forgotten", "/password/reset/old", "/invitations/old", "/help", "/help/first-steps", "/help/team", "/no-such-page"];

/**
 * Pages of a member of the demo tenant. A pair is a list and the beginning of the links on it: the first such link is
 * the page.
 */
export const MEMBER = [
  "/overview",
  "/records",
  ["/records", "/records/"],
  "/records?outcome=failed&period=week",
  "/records?q=nothing",
  "/failures",
  "/account",
  "/account/second-factor",
  "/account/second-factor/app",
  "/account/password",
  "/team",
  ["/team", "/team/members/"],
  "/settings",
  "/settings/tokens",
  "/settings/audit",
  "/settings/erasures",
  "/settings/workspace",
  "/settings/delete",
];

const PATIENCE = 20_000;

/** The addresses of these pages. Waits for what the demo shop is about to do; a link that never comes gives none. */
export async function found(page, url, pages) {
  const addresses = [];
  for (const entry of pages) {
    if (typeof entry === "string") {
      addresses.push(entry);
      continue;
    }
    const [list, beginning] = entry;
    const late = Date.now() + PATIENCE;
    let link;
    while (!link && Date.now() < late) {
      await page.goto(url + list);
      const links = await page.locator("main a[href]").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
      link = links.find((href) => href.startsWith(beginning) && href.length > beginning.length && !href.includes("export"));
      if (!link) await new Promise((resolve) => setTimeout(resolve, 500));
    }
    if (link && !addresses.includes(link)) addresses.push(link);
  }
  return addresses;
}
