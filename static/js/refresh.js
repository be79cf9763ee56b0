// Looks again every few seconds and puts the new content in place, unless somebody is reading with the keyboard,
// selecting text, or looking elsewhere. Without this script the page reloads by itself.
const PAUSE = 5000;

function busy() {
  const selection = document.getSelection();
  const main = document.getElementById("main");
  return document.hidden
    || (selection && !selection.isCollapsed)
    || (document.activeElement !== main && main.contains(document.activeElement));
}

async function look() {
  if (busy()) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, redirect: "manual" });
  // Signed out in the meantime: the page as a whole leads to the form.
  if (answer.type === "opaqueredirect") return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  const main = document.getElementById("main");
  if (!fresh || busy()) return;
  const known = new Set([...main.querySelectorAll(".records th a")].map((link) => link.href));
  main.replaceChildren(...fresh.childNodes);
  for (const link of main.querySelectorAll(".records th a")) {
    if (known.size > 0 && !known.has(link.href)) link.closest("tr").classList.add("new");
  }
}

setInterval(() => look().catch(() => {}), PAUSE);
document.addEventListener("visibilitychange", () => look().catch(() => {}));
