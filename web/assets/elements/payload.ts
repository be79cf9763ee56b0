// <k-payload>: folds a JSON document as a tree, searches in it, copies values, paths and the whole. Without this the
// text stands there as it is. Texts come from the server in attributes.

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

class Payload extends HTMLElement {
  connectedCallback(): void {
    const pre = this.querySelector("pre");
    if (!pre || this.dataset.ready) return;
    this.dataset.ready = "yes";
    const text = pre.textContent ?? "";
    this.prepend(this.#tools(pre, text));
    let json: Json;
    try {
      json = JSON.parse(text) as Json;
    } catch {
      return;
    }
    const tree = document.createElement("div");
    tree.className = "tree";
    tree.append(this.#node("", json, "", 0));
    pre.before(tree);
    pre.hidden = true;
    tree.addEventListener("click", (event) => {
      const place = (event.target as HTMLElement).closest<HTMLElement>("[data-copy]");
      if (place) void this.#copy(place.dataset.copy ?? "", place);
    });
  }

  #tools(pre: HTMLElement, text: string): HTMLElement {
    const bar = document.createElement("div");
    bar.className = "payload-tools";
    const search = document.createElement("input");
    search.type = "search";
    search.setAttribute("aria-label", this.dataset.search ?? "");
    search.placeholder = this.dataset.search ?? "";
    search.addEventListener("input", () => this.#find(search.value.trim().toLowerCase()));
    const copy = this.#button(this.dataset.copy ?? "", () => void this.#copy(text, copy));
    const raw = this.#button(this.dataset.raw ?? "", () => {
      const tree = this.querySelector<HTMLElement>(".tree");
      if (!tree) return;
      pre.hidden = !pre.hidden;
      tree.hidden = !pre.hidden;
      raw.textContent = (pre.hidden ? this.dataset.raw : this.dataset.tree) ?? "";
    });
    bar.append(search, raw, copy);
    return bar;
  }

  #button(words: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }

  #node(name: string, value: Json, path: string, depth: number): HTMLElement {
    const isLeaf = value === null || typeof value !== "object" || Object.keys(value).length === 0;
    if (isLeaf) {
      const row = document.createElement("div");
      row.className = "leaf";
      row.append(this.#name(name, path));
      const text = document.createElement("button");
      text.type = "button";
      text.className = `value ${value === null ? "null" : typeof value}`;
      text.textContent = typeof value === "string" ? value : JSON.stringify(value);
      text.dataset.copy = typeof value === "string" ? value : JSON.stringify(value);
      text.title = this.dataset.copyValue ?? "";
      row.append(text);
      return row;
    }
    const entries: [string, Json][] = Array.isArray(value) ? value.map((item, at) => [String(at), item]) : Object.entries(value);
    const details = document.createElement("details");
    details.open = depth === 0 || (depth < 2 && entries.length <= 40);
    const summary = document.createElement("summary");
    summary.append(this.#name(name, path), ` ${Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}`);
    details.append(summary);
    for (const [key, item] of entries) {
      details.append(this.#node(key, item, path === "" ? key : `${path}.${key}`, depth + 1));
    }
    return details;
  }

  #name(name: string, path: string): HTMLElement {
    const label = document.createElement("span");
    label.className = "name";
    label.textContent = name;
    if (path !== "") label.title = path;
    return label;
  }

  #find(word: string): void {
    for (const leaf of this.querySelectorAll<HTMLElement>(".leaf")) {
      const hit = word !== "" && (leaf.textContent ?? "").toLowerCase().includes(word);
      leaf.classList.toggle("hit", hit);
      for (let up = hit ? leaf.parentElement?.closest("details") : null; up; up = up.parentElement?.closest("details")) {
        up.open = true;
      }
    }
    this.querySelector(".leaf.hit")?.scrollIntoView({ block: "nearest" });
  }

  async #copy(text: string, place: HTMLElement): Promise<void> {
    await navigator.clipboard.writeText(text);
    place.classList.add("copied");
    setTimeout(() => place.classList.remove("copied"), 1200);
  }
}

customElements.define("k-payload", Payload);
