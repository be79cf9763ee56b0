// The mapping editor: expressions with completion and mistakes where they stand, and what the chosen record makes of
// them a moment after each key. The form works without it; each editor only writes into its textarea.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { completer, type Words } from "../parts/completion";
import { rules } from "../parts/language";

const PAUSE = 250;

interface Wrong { part: string; start: number; end: number; message: string; suggestion: string }
interface Rule { wrong: Wrong[]; value: string; tone: string; words: string; refused: string; reads: [string, string][]; steps: string[] }
interface Preview { rules: Record<string, Rule>; wrong: number }

const look = EditorView.theme({
  "&": { fontSize: "0.8125rem", background: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono)", padding: "7px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft) !important" },
  // The library draws the wave with a picture in the style sheet, which the page's policy refuses. A border, since browsers keep the
  // text decoration of what is typed over, by a style attribute, which it refuses as well.
  ".cm-lintRange-error, .cm-lintRange-active": { backgroundImage: "none", borderBottom: "2px dotted var(--err)" },
  ".cm-tooltip": { background: "var(--surface)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "8px", boxShadow: "var(--float)", overflow: "hidden", zIndex: "20" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "0.8125rem", maxHeight: "16rem", maxWidth: "min(36rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent-soft)", color: "var(--text)" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600", color: "var(--accent)" },
  ".cm-completionInfo": { padding: "8px 12px", maxWidth: "22rem", fontFamily: "var(--sans)" },
  ".cm-diagnostic": { padding: "6px 12px", borderLeft: "3px solid var(--err)", fontFamily: "var(--sans)" },
  ".cm-diagnosticAction": { background: "var(--accent)", color: "var(--on-accent)", borderRadius: "4px", padding: "2px 8px", margin: "0 0 0 8px" },
});

class Expression extends HTMLElement {
  view: EditorView | undefined;

  // In a shadow root the editor's styles are adopted sheets, which the page's policy allows; a style element is not.
  start(area: HTMLTextAreaElement, name: string, to: string, words: () => Words | undefined, changed: () => void): void {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          rules, look, history(), closeBrackets(), EditorView.lineWrapping,
          autocompletion({ override: [completer(words, to)], activateOnTypingDelay: 100, icons: false }),
          keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.contentAttributes.of({ "aria-label": name, spellcheck: "false" }),
          EditorView.domEventHandlers({ beforeinput: typeOver }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            area.value = update.state.doc.toString();
            changed();
          }),
        ],
      }),
    });
  }

  show(wrong: Wrong[], action: string): void {
    const view = this.view;
    if (!view) return;
    const length = view.state.doc.length;
    const diagnostics = wrong.filter((one) => one.start <= length).map((one): Diagnostic => {
      const from = Math.min(one.start, length);
      const to = Math.min(Math.max(one.end, from), length);
      const found: Diagnostic = { from, to, severity: "error", message: one.message };
      if (one.suggestion === "") return found;
      const apply = (at: EditorView, start: number, end: number): void =>
        at.dispatch({ changes: { from: start, to: end, insert: one.suggestion } });
      return { ...found, actions: [{ name: `${action} ${one.suggestion}`, apply }] };
    });
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }
}
customElements.define("k-expression", Expression);

// Puts what is typed over a selection in its place. The browser would keep the colour of what stood there by a style attribute, which the
// page's policy refuses.
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  const text = event.data;
  if (event.inputType !== "insertText" || text === null || empty || view.composing) return false;
  const typed = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed))) view.dispatch(typed());
  return true;
}

class Mapping {
  private words: Words | undefined;
  private timer = 0;
  private turn = 0;
  private dirty = false;
  private sent = false;

  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("focusin", (event) => {
      if (event.target instanceof HTMLTextAreaElement && event.target.dataset.part) this.upgrade(event.target);
    });
    form.addEventListener("input", (event) => {
      if (event.target instanceof Element && event.target.closest(".rule")) this.changed();
    });
    form.addEventListener("submit", () => { this.sent = true; });
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && !this.sent) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => this.keys(event));
    form.addEventListener("focusin", (event) => this.light(event));
    void this.learn();
  }

  private async learn(): Promise<void> {
    try {
      const answer = await fetch(this.form.dataset.words ?? "", { redirect: "error" });
      if (answer.ok) this.words = (await answer.json()) as Words;
    } catch {
      // Without words there is no completion; typing goes on.
    }
  }

  private upgrade(area: HTMLTextAreaElement): void {
    if (area.hidden) return;
    const row = area.closest<HTMLElement>(".rule");
    const part = area.dataset.part === "when" ? this.form.dataset.condition : this.form.dataset.expression;
    const editor = new Expression();
    area.after(editor);
    editor.start(area, `${part ?? ""} ${row?.dataset.to ?? ""}`, row?.dataset.to ?? "", () => this.words, () => this.changed());
    area.hidden = true;
    editor.view?.focus();
    editor.view?.dispatch({ selection: { anchor: area.selectionStart } });
    this.ask();
  }

  private changed(): void {
    this.dirty = true;
    const state = document.getElementById("draft-state");
    const unsaved = this.form.dataset.unsaved ?? "";
    if (state && state.textContent !== unsaved) state.textContent = unsaved;
    this.ask();
  }

  private ask(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.preview(), PAUSE);
  }

  private async preview(): Promise<void> {
    const turn = ++this.turn;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") fields.append(name, value);
    try {
      const answer = await fetch(this.form.dataset.preview ?? "", { method: "POST", body: fields, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const preview = (await answer.json()) as Preview;
      // An answer that was overtaken by the next key says nothing any more.
      if (turn === this.turn) this.show(preview);
    } catch {
      const state = document.getElementById("draft-state");
      if (state && turn === this.turn) state.textContent = this.form.dataset.unreachable ?? "";
    }
  }

  private show(preview: Preview): void {
    for (const row of this.form.querySelectorAll<HTMLElement>(".rule")) {
      const rule = preview.rules[row.dataset.rule ?? ""];
      if (!rule) continue;
      row.classList.toggle("wrong", rule.wrong.length > 0);
      const came = row.querySelector<HTMLElement>("[data-came]");
      if (came) {
        came.className = `came ${rule.tone}-words`;
        const result = came.querySelector<HTMLElement>(".result");
        if (result) result.hidden = rule.value === "" && rule.words === "";
        put(came.querySelector("[data-value]"), rule.value);
        put(came.querySelector("[data-words]"), rule.words);
        const refused = came.querySelector<HTMLElement>("[data-refused]");
        put(refused, rule.refused === "" ? "" : `${this.form.dataset.refused ?? ""} ${rule.refused}`);
        if (refused) refused.hidden = rule.refused === "";
        came.querySelector("[data-mistakes]")?.replaceChildren(...rule.wrong.map((one) => element("li", one.message, "mistake")));
      }
      const steps = row.querySelector("[data-steps]");
      if (steps) {
        const reads = element("dl", "", "reads");
        for (const [path, value] of rule.reads) {
          const line = document.createElement("div");
          const term = document.createElement("dt");
          term.append(element("code", path));
          line.append(term, element("dd", value));
          reads.append(line);
        }
        const list = element("ol", "", "steps-words");
        list.append(...rule.steps.map((step) => element("li", step)));
        steps.replaceChildren(...(rule.reads.length > 0 ? [reads] : []), ...(rule.steps.length > 0 ? [list] : []));
      }
      for (const area of row.querySelectorAll<HTMLTextAreaElement>("textarea[data-part]")) {
        const wrong = rule.wrong.filter((one) => (area.dataset.part === "when") === (one.part === "when"));
        area.setAttribute("aria-invalid", String(wrong.length > 0));
        const editor = area.nextElementSibling;
        if (editor instanceof Expression) editor.show(wrong, this.form.dataset.suggestion ?? "");
      }
    }
  }

  // The source fields of the rule that has the focus are lit.
  private light(event: FocusEvent): void {
    const row = event.target instanceof Element ? event.target.closest(".rule") : null;
    const read = new Set([...(row?.querySelectorAll(".reads dt") ?? [])].map((term) => (term.textContent ?? "").replace(/\.\d+/g, "")));
    for (const field of document.querySelectorAll<HTMLElement>(".tree [data-path]")) {
      field.classList.toggle("lit", read.has(field.dataset.path ?? ""));
    }
  }

  private keys(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "s") {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (command && event.key === "Enter") {
      event.preventDefault();
      document.querySelector<HTMLAnchorElement>(".actions a[href$='dry-run']")?.click();
    }
  }
}

function put(place: Element | null, text: string): void {
  if (place && place.textContent !== text) place.textContent = text;
}

function element(name: string, text: string, kind = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind !== "") made.className = kind;
  return made;
}

const form = document.getElementById("rules");
if (form instanceof HTMLFormElement) new Mapping(form);
