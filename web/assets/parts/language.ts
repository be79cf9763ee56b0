// The words of the mapping language, as far as colours and completion need them. The server alone decides what is right.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const WORDS = new Set(["and", "or", "not", "in", "is", "if", "else", "defined", "none", "empty", "true", "false"]);

const language = StreamLanguage.define<{ piped: boolean }>({
  name: "rules",
  startState: () => ({ piped: false }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    const quote = stream.match(/^(?:'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)/);
    if (quote) return "string";
    if (stream.match(/^\d+(?:\.\d+)?/)) return "number";
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
    if (word) {
      const piped = state.piped;
      state.piped = false;
      if (WORDS.has(word[0])) return "keyword";
      return piped || stream.peek() === "(" ? "function" : "variableName";
    }
    state.piped = stream.peek() === "|";
    stream.next();
    return "operator";
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: "var(--ok)" },
  { tag: tags.number, color: "var(--info)" },
  { tag: tags.keyword, color: "var(--warn)" },
  { tag: tags.function(tags.variableName), color: "var(--accent)" },
  { tag: tags.operator, color: "var(--muted)" },
]);

export const rules = [language, syntaxHighlighting(colours)];
