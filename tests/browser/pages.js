// Every page, for the tests and the pictures, and what fills them.

import assert from "node:assert/strict";
import { DEMO, EXPERT } from "./kopru.js";
import { arrives, buyPackage, linked, placeOrder, signIn } from "./steps.js";

/** Pages for anyone. */
export const PUBLIC = ["/", "/sign-up", "/verify/old", "/sign-in", "/password/forgotten", "/password/reset/old", "/invitations/old", "/help", "/help/first-steps", "/help/privacy", "/help/terms", "/mail", "/no-such-page"];

/**
 * Pages of a member of the demo tenant. Where an address has an id that only the running product knows, a list of pages
 * leads there: each name is a page's place in `rooms`.
 */
export const MEMBER = [
  "/overview",
  "/overview?range=30d",
  "/flows",
  "/flows/new",
  "{orders}",
  "{orders}/settings",
  "{orders}/runs",
  "{orders}/runs/new",
  "{orders}/reconciliation",
  "{orders}/name",
  "{orders}/removal",
  "{paused}",
  "{paused}/resume",
  "{run}",
  "/records",
  "/records?view=reasons",
  "/records?outcome=failed&period=week",
  "/records?q=nothing",
  "{record}",
  "{failed}",
  "{record}/edit",
  "/failures",
  "/connections",
  "{hubspot}",
  "{hubspot}/reconnect",
  "{shop}",
  "{shop}/reconnect",
  "/mapping",
  "{orders}/mapping",
  "{orders}/mapping/draft",
  "{orders}/mapping/draft?tab=lines",
  "{orders}/mapping/draft?tab=unmapped",
  "{orders}/mapping/draft?tab=functions",
  "{orders}/mapping/dry-run",
  "{orders}/mapping/fields/new",
  "{orders}/revisions",
  "{orders}/revisions/1",
  "/look-ups",
  "/look-ups/tax_codes",
  "/look-ups/tax_codes/import",
  "/alerts",
  "/alerts?state=resolved",
  "{alert}",
  "/alerts/channels",
  "{channel}",
  "/alerts/channels/new?kind=slack",
  "/team",
  "{member}",
  "/billing",
  "/billing?every=year",
  "/billing/packages",
  "{order}",
  "/account",
  "/account/second-factor",
  "/account/second-factor/app",
  "/account/password",
  "/settings",
  "/settings/tokens",
  "/settings/audit",
  "/settings/erasures",
  "/settings/workspace",
  "/settings/delete",
  "/start/apps",
  "/help",
  "/help/first-steps",
  "/help/connections",
  "/help/flows",
  "/help/mapping",
  "/help/records",
  "/help/alerts",
  "/help/plans",
  "/help/team",
  "/mail",
  "/no-such-page",
];

/** Pages of an expert of ours, who stands at the desk. */
export const EXPERTS = ["/desk", "{task}"];

/**
 * Gives the demo tenant what it lacks to fill its pages: a failure with its alert, a draft, a paused flow, a load, a channel, a
 * package that was bought. Gives the places of what has an id.
 */
export async function furnish(page, kopru) {
  const { url } = kopru;
  const bad = await placeOrder(kopru, { customer: { email: "geen-adres", firstname: "Jan", lastname: "de Vries" } });
  await signIn(page, url, DEMO);
  const orders = await linked(page, url, "/flows", "/flows/", /^orders$/);
  const paused = await linked(page, url, "/flows", "/flows/", /^stock$/);
  const post = async (path, form) => {
    const answer = await page.request.post(url + path, { form, maxRedirects: 0 });
    assert.equal(answer.status(), 303, `${path}: ${await answer.text()}`);
    return answer.headers().location;
  };
  await post(`${paused}/pause`, {});
  const run = await post(`${orders}/runs`, { since: new Date().toISOString().slice(0, 10) });
  await page.goto(`${url}${orders}/mapping/draft`);
  await page.locator("button[form=rules], #rules button[type=submit]").first().click();
  await post("/alerts/channels", { kind: "slack", name: "Shop floor", url: "https://hooks.slack.com/services/T0/B0/none", least: "problem" });
  const order = await buyPackage(page, kopru);
  const rooms = {
    orders,
    paused,
    run: run.split("?")[0],
    order,
    record: await arrives(page, kopru, "", "created"),
    failed: await arrives(page, kopru, String(bad.number), "failed"),
    hubspot: await linked(page, url, "/connections", "/connections/", /HubSpot/),
    shop: await linked(page, url, "/connections", "/connections/", /fietsgoed/),
    alert: await linked(page, url, "/alerts", "/alerts/0"),
    channel: await linked(page, url, "/alerts/channels", "/alerts/channels/0"),
    member: await linked(page, url, "/team", "/team/members/"),
  };
  await page.context().clearCookies();
  await signIn(page, url, EXPERT);
  rooms.task = await linked(page, url, "/desk", "/desk/orders/");
  await page.context().clearCookies();
  return rooms;
}

/** The addresses of pages, with what has an id in its place. */
export function addresses(pages, rooms) {
  return pages.map((path) => path.replace(/^\{(\w+)\}/, (_, name) => rooms[name]));
}
