// <k-password>: a field for a new password gets a switch to see it and a meter. The meter only knows length and variety;
// whether a password was stolen elsewhere is said when the form is sent, since nothing typed leaves the page before.
type Level = "short" | "fair" | "good" | "strong";
const SHARE: Record<Level, number> = { short: 1, fair: 2, good: 3, strong: 4 };

function level(text: string, least: number): Level {
  const letters = [...text];
  if (letters.length < least) return "short";
  const repeated = letters.filter((letter, at) => at > 0 && letter === letters[at - 1]).length;
  const kinds = [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(text)).length;
  const worth = letters.length - repeated + 2 * (kinds - 1);
  if (new Set(letters).size < 4 || worth < 16) return "fair";
  return worth < 22 ? "good" : "strong";
}

class Password extends HTMLElement {
  connectedCallback(): void {
    const field = this.querySelector("input");
    if (!field || this.querySelector("meter")) return;
    const least = Number(this.dataset.least ?? "10");

    const see = document.createElement("button");
    see.type = "button";
    see.className = "quiet";
    see.textContent = this.dataset.show ?? "";
    see.setAttribute("aria-controls", field.id);
    see.addEventListener("click", () => {
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      see.textContent = (hidden ? this.dataset.hide : this.dataset.show) ?? "";
      field.focus();
    });
    const row = document.createElement("div");
    row.className = "with-button";
    field.replaceWith(row);
    row.append(field, see);

    const meter = document.createElement("meter");
    meter.max = 4;
    meter.low = 2;
    meter.high = 3;
    meter.optimum = 4;
    const said = document.createElement("output");
    said.htmlFor.add(field.id);
    const strength = document.createElement("div");
    strength.className = "strength";
    strength.hidden = true;
    strength.append(meter, said);
    row.after(strength);
    field.addEventListener("input", () => {
      strength.hidden = field.value === "";
      const found = level(field.value, least);
      meter.value = SHARE[found];
      said.textContent = this.dataset[found] ?? "";
      meter.setAttribute("aria-label", said.textContent);
    });
    field.form?.addEventListener("submit", () => { field.type = "password"; });
  }
}

customElements.define("k-password", Password);

export {};
