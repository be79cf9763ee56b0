// What a page shows to people.

/** What matches and can be seen. */
export function seen(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.getClientRects().length > 0);
}

/** What something is called: its label, or its words without counts. */
export function named(one: HTMLElement): string {
  const label = one instanceof HTMLInputElement ? one.labels?.[0]?.textContent : one.querySelector("span")?.textContent;
  return (one.ariaLabel ?? label ?? one.textContent ?? "").replace(/\s+/g, " ").trim();
}
