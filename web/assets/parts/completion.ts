// What can be completed: fields with their values, functions with signature and example, tables, the destination's values.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

export interface Words {
  fields: { path: string; kind: string; value: string }[];
  functions: { name: string; signature: string; doc: string; example: string; gives: string }[];
  lookups: string[];
  options: Record<string, [string, string][]>;
}

function info(lines: string[]): () => Node {
  return () => {
    const box = document.createElement("div");
    for (const line of lines) {
      const part = document.createElement("div");
      part.textContent = line;
      box.append(part);
    }
    return box;
  };
}

export function completer(words: () => Words | undefined, to: string) {
  return (context: CompletionContext): CompletionResult | null => {
    const known = words();
    if (!known) return null;
    const table = context.matchBefore(/lookup\(\s*'[^']*/) ?? context.matchBefore(/lookup\(\s*"[^"]*/);
    if (table) {
      const from = table.from + table.text.search(/['"]/) + 1;
      return { from, options: known.lookups.map((label) => ({ label, type: "class" })) };
    }
    const text = context.matchBefore(/'[^']*/);
    const quotes = context.state.sliceDoc(0, context.pos).match(/'/g)?.length ?? 0;
    if (text && quotes % 2 === 1) {
      const options = (known.options[to] ?? []).map(([value, label]): Completion => ({ label: value, detail: label, type: "enum" }));
      return options.length > 0 ? { from: text.from + 1, options } : null;
    }
    const word = context.matchBefore(/[\p{L}\p{N}_.]+/u);
    if (!word && !context.explicit) return null;
    const from = word?.from ?? context.pos;
    const piped = /\|\s*$/.test(context.state.sliceDoc(0, from));
    const functions = known.functions.map((one): Completion => ({
      label: one.name,
      detail: one.signature.slice(one.name.length),
      info: info([one.doc, `${one.example} → ${one.gives}`]),
      type: "function",
    }));
    if (piped) return { from, options: functions, validFor: /^[\w]*$/ };
    const fields = known.fields.map((one): Completion => ({
      label: one.path,
      detail: one.value === "" ? one.kind : one.value.slice(0, 40),
      type: "variable",
      boost: one.value === "" ? 0 : 1,
    }));
    const values = (known.options[to] ?? []).map(([value, label]): Completion => ({ label: `'${value}'`, detail: label, type: "enum" }));
    return { from, options: [...fields, ...functions, ...values], validFor: /^[\p{L}\p{N}_.]*$/u };
  };
}
