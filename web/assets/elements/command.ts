// <k-command data-go data-here data-find>: the command menu (Ctrl K or Cmd K). It offers what the page offers: its acts,
// the rooms, what lies deeper, appearance and language; and to look for what was typed among the records.

import { named, seen } from "../parts/seen";

/** One thing that can be done. */
interface Offer {
  words: string;
  /** Where it comes from: an act of this page, or a place to go to. */
  kind: string;
  run: () => void;
}

/** Acts of a page stand in its heading or below it, in its tabs, or have a key. */
const HERE = "main .heading :is(a, button), main > .buttons :is(a, button), main .tabs a, main [aria-keyshortcuts]";
const ROOMS = ".side .rooms a";

class Command extends HTMLElement {
  #offers: Offer[] = [];
  #shown: Offer[] = [];
  #at = 0;

  connectedCallback(): void {
    document.addEventListener("keydown", this.#opens);
    this.#input?.addEventListener("input", () => this.#list());
    this.#input?.addEventListener("keydown", this.#moves);
    this.#places?.addEventListener("click", (event) => {
      const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (option) this.#run(Number(option.dataset.at));
    });
    // A click beside it closes it, as people expect of a menu.
    this.#dialog?.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog?.close();
    });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#opens);
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector("input[role=combobox]");
  }

  get #places(): HTMLElement | null {
    return this.querySelector("[role=listbox]");
  }

  #opens = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (this.#dialog?.open) return this.#dialog.close();
    this.#offers = this.#gather();
    if (this.#input) this.#input.value = "";
    this.#dialog?.showModal();
    this.#list();
  };

  #gather(): Offer[] {
    const { here = "", go = "" } = this.dataset;
    const acts = seen(HERE).map((one) => offer(one, here));
    const rooms = [...document.querySelectorAll<HTMLElement>(ROOMS)].map((one) => offer(one, go));
    const more = [...this.querySelectorAll<HTMLElement>("[hidden] :is(a, button)")].map((one) =>
      offer(one, one.matches("a") ? go : ""),
    );
    const known = new Set<string>();
    return [...acts, ...rooms, ...more].filter(({ words }) => words !== "" && !known.has(words) && known.add(words));
  }

  #list(): void {
    const typed = this.#input?.value.trim() ?? "";
    const words = fold(typed).split(/\s+/);
    this.#shown = this.#offers.filter((one) => words.every((word) => fold(one.words).includes(word)));
    if (typed !== "") {
      const find = `/records?q=${encodeURIComponent(typed)}`;
      this.#shown.push({ words: `${this.dataset.find ?? ""}: ${typed}`, kind: "", run: () => location.assign(find) });
    }
    this.#at = 0;
    this.#places?.replaceChildren(...this.#shown.map((one, at) => option(one, at)));
    this.#mark();
  }

  #mark(): void {
    const options = this.#places?.querySelectorAll<HTMLElement>("[role=option]") ?? [];
    options.forEach((one, at) => one.setAttribute("aria-selected", String(at === this.#at)));
    const chosen = options[this.#at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.#input?.setAttribute("aria-activedescendant", chosen.id);
    else this.#input?.removeAttribute("aria-activedescendant");
  }

  #moves = (event: KeyboardEvent): void => {
    const count = this.#shown.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      this.#run(this.#at);
    } else if (step && count > 0) {
      event.preventDefault();
      this.#at = (this.#at + step + count) % count;
      this.#mark();
    }
  };

  #run(at: number): void {
    const chosen = this.#shown[at];
    if (!chosen) return;
    this.#dialog?.close();
    chosen.run();
  }
}

function offer(one: HTMLElement, kind: string): Offer {
  return { words: named(one), kind, run: () => act(one) };
}

/** Does what a click does; a form that leads back leads to this page. */
function act(one: HTMLElement): void {
  if (one.matches("input, select, textarea")) return one.focus();
  const next = one.closest("form")?.querySelector<HTMLInputElement>("input[name=next][value='']");
  if (next) next.value = location.pathname + location.search;
  one.click();
}

/** For comparing: small letters without marks, so that "urunler" finds "Ürünler". */
function fold(words: string): string {
  const plain = words.toLocaleLowerCase(document.documentElement.lang).normalize("NFD").replace(/\p{M}/gu, "");
  return plain.replace(/ı/g, "i");
}

function option({ words, kind }: Offer, at: number): HTMLElement {
  const line = document.createElement("li");
  line.id = `command-${at}`;
  line.role = "option";
  line.dataset.at = String(at);
  line.append(words);
  if (kind) {
    const note = document.createElement("span");
    note.className = "muted";
    note.textContent = kind;
    line.append(" ", note);
  }
  return line;
}

customElements.define("k-command", Command);
