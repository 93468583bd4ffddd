// The lazy half of writing expressions and YAML: an editor over a textarea, which keeps the value.
// The server completes and checks; what it says below the textarea is marked in the text as well.
import {
  autocompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { all, csrfToken, one, say } from "./dom";

interface Answer {
  back: number;
  ahead: number;
  options: { label: string; sort: string; detail: string; help: string; more: boolean }[];
}
type Option = Answer["options"][number];

const WORDS = /^(?:and|or|not|in|if|else|true|false|null|none)\b/;
const expressions = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?)/)) return "string";
    if (stream.match(/^\d[\d.]*/)) return "number";
    if (stream.match(WORDS)) return "keyword";
    if (stream.match(/^\w+(?=\s*\()/)) return "function";
    if (stream.match(/^[\w.]+/)) return "variableName";
    stream.next();
    return null;
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--info)" },
  { tag: tags.keyword, color: "var(--plum)" },
  { tag: tags.function(tags.variableName), color: "var(--copper)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent-2)" },
  { tag: tags.comment, color: "var(--ink-3)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "12px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "4px 0" },
  ".cm-line": { padding: "0 4px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "0" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line-2)",
    borderRadius: "var(--r-2)",
    boxShadow: "var(--sh-2)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font)", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 8px", display: "flex", gap: "12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
  },
  ".cm-completionLabel": { fontFamily: "var(--mono)" },
  ".cm-completionMatchedText": { textDecoration: "none" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    fontStyle: "normal",
    color: "var(--ink-3)",
    maxWidth: "34ch",
    overflow: "hidden",
    textOverflow: "ellipsis",
  },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "6px 10px", maxWidth: "36ch", fontFamily: "var(--font)" },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "0", fontFamily: "var(--font)" },
});

/** Where a character of Python's counting stands in JavaScript's. */
function unit(text: string, point: number): number {
  return Array.from(text).slice(0, point).join("").length;
}

function endpoints(area: HTMLTextAreaElement, before: string, after: string): URLSearchParams {
  const values = new URLSearchParams();
  const form = area.form ? new FormData(area.form) : new FormData();
  for (const [name, value] of form) if (typeof value === "string") values.append(name, value);
  values.set("before", before);
  values.set("after", after);
  return values;
}

function offered(option: Option, whole: boolean, colon: boolean): Completion {
  const opens = option.sort === "function";
  const ends = option.sort === "key" && !colon ? ": " : "";
  return {
    label: option.label,
    type: option.sort,
    detail: option.detail === "*" ? say("required") : option.detail,
    info: option.help || undefined,
    apply: (view, _chosen, from, to) => {
      const insert = option.label + (opens ? (whole ? "()" : "(") : ends);
      const end = from + insert.length - (opens && whole ? 1 : 0);
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: end },
        userEvent: "input.complete",
      });
    },
  };
}

function completing(area: HTMLTextAreaElement) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const [before, after] = [text.slice(0, context.pos), text.slice(context.pos)];
    if (!context.explicit && !/[\w.'"]$|(?:: |- |[{[,] ?)$/.test(before)) return null;
    const stop = new AbortController();
    context.addEventListener("abort", () => stop.abort());
    try {
      const answer = await fetch(area.dataset.complete ?? "", {
        method: "POST",
        body: endpoints(area, before, after),
        headers: { "X-CSRFToken": csrfToken(), Accept: "application/json", "HX-Request": "true" },
        signal: stop.signal,
      });
      if (!answer.ok) return null;
      const found = (await answer.json()) as Answer;
      const rest = after.slice(found.ahead);
      const whole = !rest.startsWith("(");
      return {
        from: context.pos - found.back,
        to: context.pos + found.ahead,
        options: found.options.map((one) => offered(one, whole, /^\s*:/.test(rest))),
        filter: false,
      };
    } catch (error) {
      if (error instanceof DOMException) return null;
      throw error;
    }
  };
}

/** Reads what the server said below the textarea as marks in the text. */
function marks(state: EditorState, told: HTMLElement): Diagnostic[] {
  const text = state.doc.toString();
  return all("[data-from],[data-line]", told).map((said) => {
    const message = said.textContent ?? "";
    if (said.dataset.from !== undefined) {
      const [from, to] = [unit(text, Number(said.dataset.from)), unit(text, Number(said.dataset.to))];
      return { from: Math.min(from, text.length), to: Math.min(to, text.length), severity: "error", message };
    }
    const line = state.doc.line(Math.min(Number(said.dataset.line), state.doc.lines));
    const from = line.from + Math.min(unit(line.text, Number(said.dataset.column) - 1), line.length);
    const word = /^[^\s,:}\]]+/.exec(text.slice(from, line.to));
    return { from, to: Math.max(from + (word?.[0].length ?? 1), from), severity: "error", message };
  });
}

function named(area: HTMLTextAreaElement): Record<string, string> {
  const label = one<HTMLLabelElement>(`label[for="${CSS.escape(area.id)}"]`);
  if (!label) return {};
  label.id ||= `${area.id}-l`;
  return { "aria-labelledby": label.id, "aria-describedby": `told-${area.name}` };
}

function phrases(): Extension {
  const texts = ["Completions", "Diagnostics", "No diagnostics", "close"];
  return EditorState.phrases.of(Object.fromEntries(texts.map((one) => [one, say(one)])));
}

/** Puts an editor in place of a textarea, once. */
export function edit(area: HTMLTextAreaElement): void {
  const whole = area.dataset.code === "yaml";
  const frame = document.createElement("div");
  frame.className = whole ? "in editor yaml" : "in editor";
  const tell = () => area.dispatchEvent(new Event("input", { bubbles: true }));
  const view = new EditorView({
    parent: frame,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        // The page's policy lets a style in by this alone.
        EditorView.cspNonce.of(one<HTMLElement>("#texts")?.nonce ?? ""),
        // What scrolls must be seen to take the focus.
        EditorView.contentAttributes.of({ ...named(area), spellcheck: "false", tabindex: "0" }),
        EditorView.lineWrapping,
        history(),
        bracketMatching(),
        syntaxHighlighting(colours),
        whole ? [yaml(), lineNumbers()] : expressions,
        autocompletion({
          override: [completing(area)],
          icons: false,
          activateOnTypingDelay: 60,
          // Below an expression stands what is said of it.
          aboveCursor: !whole,
        }),
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        look,
        phrases(),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          if (!update.view.composing) tell();
        }),
        EditorView.domEventHandlers({ compositionend: () => void window.setTimeout(tell) }),
      ],
    }),
  });
  area.hidden = true;
  area.after(frame);
  one(`label[for="${CSS.escape(area.id)}"]`)?.addEventListener("click", () => view.focus());
  const told = document.getElementById(`told-${area.name}`);
  if (!told) return;
  const show = () => view.dispatch(setDiagnostics(view.state, marks(view.state, told)));
  new MutationObserver(show).observe(told, { childList: true });
  show();
}
