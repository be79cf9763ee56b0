// <k-select data-words="selected">: says how many rows are selected, and goes through rows by keyboard (j, k, x, Enter).

import { areOn, isTyped } from "../parts/keys";

class Select extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest("form");
    form?.addEventListener("change", () => this.#count(form));
    document.addEventListener("keydown", this.#key);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
  }

  #count(form: HTMLFormElement): void {
    const n = form.querySelectorAll("input[name=record]:checked").length;
    const place = this.querySelector("[data-selected]");
    if (!place) return;
    place.setAttribute("role", "status");
    place.textContent = n === 0 ? "" : `${n} ${this.dataset.words ?? ""}`;
  }

  #key = (event: KeyboardEvent): void => {
    if (!areOn() || isTyped(event)) return;
    const links = [...document.querySelectorAll<HTMLAnchorElement>(".log tbody th a")];
    const here = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = links[Math.max(0, Math.min(links.length - 1, here + (event.key === "j" ? 1 : -1)))];
      next?.focus();
    } else if (event.key === "x" && here >= 0) {
      links[here]?.closest("tr")?.querySelector<HTMLInputElement>("input[name=record]")?.click();
    }
  };
}

customElements.define("k-select", Select);
