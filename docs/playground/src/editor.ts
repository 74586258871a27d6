/** The text that is judged: an editor that completes, explains, and marks what is found. */

import {
  autocompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  type Tooltip,
  ViewPlugin,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { Source } from "./places.js";
import { described, valuesOf, versionOf } from "./schema.js";

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--pg-name)" },
  { tag: tags.string, color: "var(--pg-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--pg-value)" },
]);

/** What every text here has in common; `label` is what a screen reader calls it. */
export function look(label: string): Extension {
  return [
    lineNumbers(),
    json(),
    syntaxHighlighting(COLOURS),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label }),
    ViewPlugin.define((view) => {
      view.scrollDOM.tabIndex = 0; // It is scrolled by the keyboard, too.
      return {};
    }),
  ];
}

/** What a text has that is written. */
export function writing(): Extension {
  return [
    look("Manifest"),
    history(),
    foldGutter(),
    bracketMatching(),
    highlightActiveLine(),
    indentUnit.of("  "),
    lintGutter(),
    hoverTooltip(explain),
    autocompletion({ override: [complete] }),
    keymap.of([
      ...completionKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ];
}

/** Offers the members that an object has not, and the values that a member can have. */
export function complete(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/"?[\w.-]*/);
  const from = word?.from ?? context.pos;
  if (!context.explicit && (word === null || word.from === word.to)) {
    return null;
  }
  const text = context.state.doc;
  const version = versionOf(text.toString());
  const source = new Source(text);
  const before = text.sliceString(0, from).trimEnd();
  if (before === "") {
    return { from, options: [{ label: "{", apply: "{\n  \n}", detail: "a manifest" }] };
  }
  const { tokens, node } = source.around(from, -1);
  const isValue = before.endsWith(":");
  let object = node;
  while (object.name !== "Object" && object.parent !== null) {
    object = object.parent;
  }
  if (isValue) {
    const schema = described(version, tokens);
    const options = schema === undefined ? [] : valuesOf(schema).map((label) => ({ label }));
    return { from, options };
  }
  if (object.name !== "Object") {
    return null;
  }
  // A member that is being written has a name that is no member yet.
  const within =
    node.name === "Object" ? tokens : tokens.slice(0, node === object ? undefined : -1);
  const schema = described(version, within);
  const present = new Set(source.namesIn(object));
  const options = Object.entries(schema?.properties ?? {})
    .filter(([name]) => !present.has(name))
    .map(([name, { description }]): Completion => {
      const isRequired = schema?.required?.includes(name) === true;
      return {
        label: `"${name}"`,
        apply: `"${name}": `,
        type: "property",
        detail: isRequired ? "required" : "",
        ...(description === undefined ? {} : { info: description }),
      };
    });
  return { from, options };
}

/** Says what a member means. */
function explain(view: EditorView, position: number, side: -1 | 1): Tooltip | null {
  const { tokens, node } = new Source(view.state.doc).around(position, side);
  const schema = described(versionOf(view.state.doc.toString()), tokens);
  const { description } = schema ?? {};
  if (description === undefined || tokens.length === 0) {
    return null;
  }
  return {
    pos: node.from,
    end: node.to,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "pg-hover";
      dom.textContent = `${tokens.join("/")}: ${description}`;
      return { dom };
    },
  };
}
