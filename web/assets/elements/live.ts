// <k-live data-stream="…">: rows of a list as they come, by server-sent events. While somebody reads, hovers or has
// selected, new rows wait behind "12 new". Counts are announced, rows are not. Without this, a link shows the list anew.

interface Told {
  count: number;
  words: string;
  rows: string;
}

/** Rows that stay in the list; older ones are a page further. */
const MOST = 100;
/** Counts are told at most so often, so that a load doesn't talk without end. */
const TELL_EVERY = 5000;

class Live extends HTMLElement {
  #source: EventSource | undefined;
  #waiting: HTMLTableRowElement[] = [];
  #told = 0;
  #hovered = false;
  #failed = 0;

  connectedCallback(): void {
    const stream = this.dataset.stream;
    if (!stream || !("EventSource" in window)) return;
    this.#listen(stream);
    const rows = this.#rows();
    rows?.addEventListener("pointerenter", () => (this.#hovered = true));
    rows?.addEventListener("pointerleave", () => {
      this.#hovered = false;
      this.#flush();
    });
    this.#button()?.addEventListener("click", (event) => {
      if (this.#waiting.length === 0 || !this.#rows()) return;
      event.preventDefault();
      this.#show();
    });
    document.addEventListener("scroll", this.#flush, { passive: true });
    document.addEventListener("visibilitychange", this.#flush);
    this.#say(this.dataset.on ?? "");
  }

  disconnectedCallback(): void {
    this.#source?.close();
    document.removeEventListener("scroll", this.#flush);
    document.removeEventListener("visibilitychange", this.#flush);
  }

  #listen(stream: string): void {
    const newest = this.querySelector<HTMLElement>("[data-record]")?.dataset.record;
    const url = new URL(stream, location.href);
    if (newest) url.searchParams.set("after", newest);
    const source = new EventSource(url);
    this.#source = source;
    source.addEventListener("records", (event) => {
      const told = JSON.parse((event as MessageEvent<string>).data) as Told;
      this.#take(told);
    });
    source.addEventListener("open", () => {
      this.#failed = 0;
      if (this.#waiting.length === 0) this.#say(this.dataset.on ?? "");
    });
    source.addEventListener("error", () => {
      // The server ends a stream after some minutes; one that can't be opened again is worth a word.
      source.close();
      this.#failed += 1;
      if (this.#failed > 1) this.#say(this.dataset.lost ?? "");
      setTimeout(() => this.isConnected && this.#listen(stream), 3000);
    });
  }

  #take(told: Told): void {
    const table = document.createElement("table");
    table.innerHTML = `<tbody>${told.rows}</tbody>`;
    const known = new Set([...this.querySelectorAll<HTMLElement>("[data-record]")].map((row) => row.dataset.record));
    const rows = [...table.querySelectorAll("tr")].filter((row) => !known.has(row.dataset.record));
    this.#waiting = [...rows, ...this.#waiting].slice(0, MOST);
    if (!this.#rows()) {
      this.#announce(told.words);
      return;
    }
    if (this.#isRead()) this.#announce(told.words);
    else this.#show();
  }

  /** Whether somebody reads the rows, so that they must not move. */
  #isRead(): boolean {
    const rows = this.#rows();
    return (
      document.hidden ||
      this.#hovered ||
      window.scrollY > 200 ||
      !!rows?.querySelector(":checked") ||
      !!rows?.contains(document.activeElement)
    );
  }

  #flush = (): void => {
    if (this.#waiting.length > 0 && !this.#isRead()) this.#show();
  };

  #show(): void {
    const rows = this.#rows();
    if (!rows) return;
    const fresh = this.#waiting;
    this.#waiting = [];
    rows.prepend(...fresh);
    for (const row of [...rows.children].slice(MOST)) row.remove();
    this.#button()?.classList.remove("primary");
    this.#say(this.dataset.on ?? "");
  }

  #announce(words: string): void {
    const button = this.#button();
    button?.classList.add("primary");
    const now = Date.now();
    if (now - this.#told < TELL_EVERY) return;
    this.#told = now;
    const more = this.#waiting.length;
    this.#say(words.replace(/\d+/, String(more)));
  }

  #rows(): HTMLElement | null {
    return this.querySelector("[data-live-rows]");
  }

  #button(): HTMLElement | null {
    return this.querySelector("[data-live-refresh]");
  }

  #say(words: string): void {
    const place = this.querySelector("[data-live-words]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

customElements.define("k-live", Live);
