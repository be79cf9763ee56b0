// Looks again every few seconds and puts the new content in place, unless somebody is reading with the keyboard,
// selecting text, or looking elsewhere. Without this script the page reloads by itself.
const PAUSE = 5000;

function links(main: HTMLElement): NodeListOf<HTMLAnchorElement> {
  return main.querySelectorAll<HTMLAnchorElement>(".records th a");
}

function busy(main: HTMLElement): boolean {
  const selection = document.getSelection();
  return document.hidden
    || (selection !== null && !selection.isCollapsed)
    || (document.activeElement !== main && main.contains(document.activeElement));
}

async function look(): Promise<void> {
  const main = document.getElementById("main");
  if (!main || busy(main)) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "manual" });
  // Signed out in the meantime: the page as a whole leads to the form.
  if (answer.type === "opaqueredirect") return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  if (!fresh || busy(main)) return;
  const known = new Set([...links(main)].map((link) => link.href));
  main.replaceChildren(...fresh.childNodes);
  for (const link of links(main)) {
    if (known.size > 0 && !known.has(link.href)) link.closest("tr")?.classList.add("new");
  }
}

const again = (): void => void look().catch(() => {});
setInterval(again, PAUSE);
document.addEventListener("visibilitychange", again);
