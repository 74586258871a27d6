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
  ensureSyntaxTree,
  foldGutter,
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
  syntaxTree,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import type { SyntaxNode } from "@lezer/common";
import { Compartment, EditorState, type Extension, type Text } from "@codemirror/state";
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

import type { Version } from "dlm-export-manifest";

import { described, type Token, valuesOf, versionOf } from "./schema.js";

/** A longer text has no colours: its tree would take gigabytes. */
const LONGEST_COLOURED = 4 * 1024 * 1024;
const PATIENCE_MS = 200;

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--pg-name)" },
  { tag: tags.string, color: "var(--pg-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--pg-value)" },
]);

/** What every text here has in common; `label` is what a screen reader calls it. */
export function look(label: string, length: number): Extension {
  return [
    lineNumbers(),
    language.of(languageFor(length)),
    syntaxHighlighting(COLOURS),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label }),
    ViewPlugin.define((view) => {
      view.scrollDOM.tabIndex = 0; // It is scrolled by the keyboard, too.
      return {};
    }),
  ];
}

const language = new Compartment();
const JSON_LANGUAGE = json();
const NO_LANGUAGE: Extension = [];

function languageFor(length: number): Extension {
  return length <= LONGEST_COLOURED ? JSON_LANGUAGE : NO_LANGUAGE;
}

/** What a text has that is written. */
export function writing(): Extension {
  return [
    look("Manifest", 0),
    EditorState.transactionExtender.of(({ startState, newDoc, docChanged }) => {
      const wanted = languageFor(newDoc.length);
      const changes = docChanged && wanted !== language.get(startState);
      return changes ? { effects: language.reconfigure(wanted) } : null;
    }),
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
  const { state } = context;
  const version = versionIn(state);
  const before = state.sliceDoc(0, from).trimEnd();
  if (before === "") {
    return { from, options: [{ label: "{", apply: "{\n  \n}", detail: "a manifest" }] };
  }
  const { tokens, node } = around(state, from, -1);
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
  const present = new Set(object.getChildren("Property").map((each) => nameOf(state, each)));
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

/** Says what the member or the entry at a position means, where that is known. */
export function meaningAt(state: EditorState, position: number, side: -1 | 1): string | undefined {
  const { tokens } = around(state, position, side);
  const { description } = described(versionIn(state), tokens) ?? {};
  return description === undefined || tokens.length === 0
    ? undefined
    : `${tokens.join("/")}: ${description}`;
}

function explain({ state }: EditorView, position: number, side: -1 | 1): Tooltip | null {
  const meaning = meaningAt(state, position, side);
  if (meaning === undefined) {
    return null;
  }
  const { from, to } = around(state, position, side).node;
  return {
    pos: from,
    end: to,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "pg-hover";
      dom.textContent = meaning;
      return { dom };
    },
  };
}

const versions = new WeakMap<Text, Version>();

function versionIn({ doc }: EditorState): Version {
  const version = versions.get(doc) ?? versionOf(doc.toString());
  versions.set(doc, version);
  return version;
}

/** The tokens that lead to what is at a position, and the node there. */
function around(state: EditorState, position: number, side: -1 | 1) {
  const tree = ensureSyntaxTree(state, position, PATIENCE_MS) ?? syntaxTree(state);
  const node = tree.resolveInner(position, side);
  const tokens: Token[] = [];
  for (let inner = node; inner.parent !== null; inner = inner.parent) {
    if (inner.name === "Property") {
      tokens.unshift(nameOf(state, inner));
    } else if (inner.parent.name === "Array" && inner.type.name !== "[") {
      let index = 0;
      for (let before = inner.prevSibling; before !== null; before = before.prevSibling) {
        index += Number(VALUES.has(before.name));
      }
      tokens.unshift(index);
    }
  }
  return { tokens, node };
}

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

function nameOf(state: EditorState, property: SyntaxNode): string {
  const name = property.getChild("PropertyName");
  const text = name === null ? "" : state.sliceDoc(name.from, name.to);
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1);
  }
}
