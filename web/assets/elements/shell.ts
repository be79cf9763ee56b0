// What stands around every page of a member: the guide in a drawer (<k-help>), and single keys with their list (<k-keys>).
// Without scripts the link leads to the guide as a page, and everything is reached by Tab.

import { isTyped } from "../parts/keys";
import { named, seen } from "../parts/seen";

/** How long after "g" the letter of a room may come. */
const GO_WITHIN = 1500;

/** <k-help data-failed="…">: a link to a guide, and a dialog that shows it beside the page. */
class Help extends HTMLElement {
  connectedCallback(): void {
    const link = this.#link();
    const dialog = this.#dialog();
    if (!link || !dialog) return;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (dialog.open) dialog.close();
      else void this.#open(link, dialog);
    });
    dialog.addEventListener("close", () => link.focus());
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") dialog.close();
    });
  }

  async #open(link: HTMLAnchorElement, dialog: HTMLDialogElement): Promise<void> {
    dialog.querySelector<Keys>("k-keys")?.list();
    dialog.show();
    dialog.querySelector<HTMLElement>("[data-close]")?.focus();
    const place = dialog.querySelector("[data-guide]");
    if (!place || place.childElementCount > 0) return;
    const guide = await read(link.href);
    if (guide) {
      place.replaceChildren(...guide);
    } else {
      const words = document.createElement("p");
      words.textContent = this.dataset.failed ?? "";
      place.replaceChildren(words);
    }
  }

  #link(): HTMLAnchorElement | null {
    return this.querySelector("a[data-help]");
  }

  #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }
}

/** The guide of a page of guides; its title stands in the drawer as a second heading. */
async function read(address: string): Promise<Node[] | undefined> {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) return undefined;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const guide = page.querySelector("main article");
    const title = guide?.querySelector("h1");
    if (!guide || !title) return undefined;
    const heading = document.createElement("h2");
    heading.append(...title.childNodes);
    title.replaceWith(heading);
    return [...guide.childNodes].map((node) => document.importNode(node, true));
  } catch {
    return undefined;
  }
}

/**
 * <k-keys>: presses what has `aria-keyshortcuts` (or goes into it, if it is a field), goes to what has `data-go` after
 * "g", and lists all keys of the page in its `dl`. Keys that another element handles are named by `data-key` and
 * `data-key-words`.
 */
class Keys extends HTMLElement {
  #goes = 0;

  connectedCallback(): void {
    document.addEventListener("keydown", this.#press);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#press);
  }

  /** Writes the keys of this page. */
  list(): void {
    const lines: [string, string][] = [];
    for (const one of seen("[aria-keyshortcuts]")) {
      lines.push([one.getAttribute("aria-keyshortcuts") ?? "", named(one)]);
    }
    for (const one of document.querySelectorAll<HTMLElement>("[data-key-words]")) {
      lines.push([one.dataset.key ?? "", one.dataset.keyWords ?? ""]);
    }
    for (const one of document.querySelectorAll<HTMLElement>("[data-go]")) {
      lines.push([`g ${one.dataset.go ?? ""}`, named(one)]);
    }
    const place = this.querySelector("dl");
    place?.replaceChildren(
      ...lines.flatMap(([keys, words]) => {
        const term = document.createElement("dt");
        for (const key of keys.split(" ")) {
          const cap = document.createElement("kbd");
          cap.textContent = key;
          term.append(cap, " ");
        }
        const meaning = document.createElement("dd");
        meaning.textContent = words;
        return [term, meaning];
      }),
    );
  }

  #press = (event: KeyboardEvent): void => {
    if (isTyped(event) || event.defaultPrevented || event.key.length !== 1) return;
    const goes = Date.now() - this.#goes < GO_WITHIN;
    this.#goes = event.key === "g" ? Date.now() : 0;
    const key = CSS.escape(event.key);
    const target = goes
      ? document.querySelector<HTMLElement>(`[data-go="${key}"]`)
      : seen(`[aria-keyshortcuts~="${key}"]`)[0];
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  };
}

customElements.define("k-help", Help);
customElements.define("k-keys", Keys);
