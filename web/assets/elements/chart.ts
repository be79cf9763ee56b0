// <k-chart>: a server-drawn chart whose bars are walked with the arrow keys, told of in a tip, and whose table opens with T.
// Without this, each bar has its title and the table stands beneath.

class Chart extends HTMLElement {
  #bars: SVGGElement[] = [];
  #at = -1;
  #tip: HTMLElement | undefined;

  connectedCallback(): void {
    const plot = this.querySelector<SVGSVGElement>("svg.bars");
    this.#bars = [...this.querySelectorAll<SVGGElement>("g.bar")];
    if (!plot || this.#bars.length === 0) return;
    const tip = document.createElement("p");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("role", "status");
    plot.parentElement?.append(tip);
    this.#tip = tip;
    // The tip says it; the browser's own would say it twice.
    for (const bar of this.#bars) bar.querySelector("title")?.remove();
    plot.setAttribute("tabindex", "0");
    plot.addEventListener("keydown", this.#key);
    plot.addEventListener("blur", () => this.#go(-1));
    plot.addEventListener("pointerleave", () => this.#go(-1));
    plot.addEventListener("pointermove", (event) => {
      const bar = (event.target as Element).closest<SVGGElement>("g.bar");
      if (bar) this.#go(this.#bars.indexOf(bar));
    });
  }

  #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#bars.length - 1;
    const to: Record<string, number> = {
      ArrowLeft: this.#at < 0 ? last : Math.max(0, this.#at - 1),
      ArrowRight: Math.min(last, this.#at + 1),
      Home: 0,
      End: last,
      Escape: -1,
    };
    if (event.key === "t" || event.key === "T") {
      const table = this.querySelector<HTMLDetailsElement>("details.numbers");
      if (table) table.open = !table.open;
    } else if (event.key in to) {
      this.#go(to[event.key] ?? -1);
    } else {
      return;
    }
    event.preventDefault();
  };

  #go(at: number): void {
    if (at === this.#at || !this.#tip) return;
    this.#bars[this.#at]?.classList.remove("here");
    this.#at = at;
    const bar = this.#bars[at];
    bar?.classList.add("here");
    this.#tip.hidden = !bar;
    this.#tip.textContent = bar?.dataset.tip ?? "";
    // Where the bar is not.
    this.#tip.classList.toggle("right", at < this.#bars.length / 2);
  }
}

customElements.define("k-chart", Chart);

export {};
