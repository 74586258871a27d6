/** The page: a text, what is found in it, the files that it lists, and what other versions make of it. */

import "./style.css";

import { isolateHistory, undoDepth } from "@codemirror/commands";
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Text, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import {
  MANIFEST_FILENAME,
  migrate,
  MigrationLossError,
  safeParse,
  validate,
  VERSIONS,
  type Finding,
  type Loss,
  type Version,
} from "dlm-export-manifest";

import { chosen, dropped, type Export, exportIn, type Found, picked } from "./directory.js";
import { look, meaningAt, writing } from "./editor.js";
import { EXAMPLES } from "./examples.js";
import { compare } from "./files.js";
import { carriesDocument, documentIn, linkTo } from "./link.js";
import { placesOf } from "./places.js";

/** A longer document is refused by every reader, so nobody has to wait for its judgement. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Longer texts are shown one after the other: a comparison would take seconds. */
const LONGEST_DIFF = 512 * 1024;
/** More findings or losses than anybody reads would take minutes to show. */
const MOST_LISTED = 1000;
/** In a longer line its number alone does not lead to the place. */
const LONG_LINE = 120;
/** A lost value can be as long as a document. */
const MOST_SHOWN = 200;
/** A longer document is not kept for a reload: browsers store no more than some megabytes. */
const MOST_KEPT = 2 * 1024 * 1024;
const SEVERITIES = ["error", "warning", "note"] as const;
const REST_MS = 250;

const page = {
  editor: element("editor", HTMLElement),
  meaning: element("meaning", HTMLElement),
  example: element("example", HTMLSelectElement),
  file: element("file", HTMLInputElement),
  directory: element("directory", HTMLInputElement),
  link: element("link", HTMLButtonElement),
  linked: element("linked", HTMLElement),
  verdict: element("verdict", HTMLElement),
  findings: element("findings", HTMLElement),
  files: element("files", HTMLElement),
  progress: element("progress", HTMLProgressElement),
  compare: element("compare", HTMLButtonElement),
  stop: element("stop", HTMLButtonElement),
  version: element("version", HTMLSelectElement),
  loss: element("loss", HTMLInputElement),
  use: element("use", HTMLButtonElement),
  migrated: element("migrated", HTMLElement),
  losses: element("losses", HTMLElement),
  outcome: element("outcome", HTMLElement),
};

function element<Kind extends HTMLElement>(name: string, kind: new () => Kind): Kind {
  const found = document.getElementById(`pg-${name}`);
  if (!(found instanceof kind)) {
    throw new Error(`the page has no ${name}`);
  }
  return found;
}

type Bytes = Uint8Array<ArrayBuffer>;

const WITHOUT_FILES = page.files.textContent;

/** What was opened, byte for byte, until somebody writes. */
let opened: Bytes | undefined;
let around: Export | undefined;
let aboutFiles: readonly Finding[] = [];
let comparing = new AbortController();
let resting: ReturnType<typeof setTimeout> | undefined;
let written: Bytes = new Uint8Array();
/** What the address of the page holds. */
let addressed: Text | undefined;
/** How often something was opened: what comes late, after another thing, is left alone. */
let turns = 0;

const view = new EditorView({
  parent: page.editor,
  extensions: [
    writing(),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      if (docChanged) {
        opened = undefined;
        page.example.value = "";
        forgetFiles();
        clearTimeout(resting);
        resting = setTimeout(settle, REST_MS);
      }
      if (selectionSet) {
        page.meaning.textContent = meaningAt(state, state.selection.main.head, 1) ?? "";
      }
    }),
  ],
});

function documentNow(): Bytes | string {
  return opened ?? view.state.doc.toString();
}

/** Shows bytes as text, with what no document may begin with and what is no UTF-8. */
function textOf(document: Bytes | string): string {
  return typeof document === "string"
    ? document
    : new TextDecoder("utf-8", { ignoreBOM: true }).decode(document);
}

/** Opens a document, and the export that it is in. */
function open(document: Bytes | string, inside?: Export): void {
  turns++;
  around = inside;
  show(document);
  page.files.textContent = WITHOUT_FILES;
  offer(undefined);
  if (inside !== undefined) {
    run(compareFiles());
  }
}

/** Puts another document in the place of the one that is there. */
function show(document: Bytes | string): void {
  const { state } = view;
  const text = textOf(document);
  const replaces = state.doc.length > 0 || undoDepth(state) > 0;
  view.dispatch({
    changes: { from: 0, to: state.doc.length, insert: text },
    annotations: [isolateHistory.of("full"), Transaction.addToHistory.of(replaces)],
  });
  opened = typeof document === "string" ? undefined : document;
  page.example.value = Array.from(EXAMPLES).find(([, example]) => example === text)?.[0] ?? "";
  settle();
}

/** Goes on with a text that rests. */
function settle(): void {
  clearTimeout(resting);
  judge();
  keep();
}

/** Keeps the text for when somebody comes back, and drops an address that holds another. */
function keep(): void {
  const { href, hash } = location;
  const isOther = carriesDocument(hash) && addressed !== view.state.doc;
  const document = documentNow();
  const state = document.length > MOST_KEPT ? null : { document };
  try {
    history.replaceState(state, "", isOther ? href.slice(0, -hash.length) : href);
  } catch {
    // A browser may refuse it; it is lost then when the page is left.
  }
}

/** Has the address of the page hold the text. */
function hold(link: string): void {
  addressed = view.state.doc;
  history.replaceState(history.state, "", link);
}

/** What was kept when the page was left. */
function kept(): Bytes | string | undefined {
  const state: unknown = history.state;
  const found =
    typeof state === "object" && state !== null && "document" in state && state.document;
  return typeof found === "string" || found instanceof Uint8Array ? (found as Bytes) : undefined;
}

/** Judges the text, and shows what is found. */
function judge(): void {
  const document = documentNow();
  const { version, findings, counts } = validate(document);
  const found = [...findings, ...aboutFiles];
  const all = SEVERITIES.flatMap((each) => found.filter(({ severity }) => severity === each));
  all.splice(MOST_LISTED);
  const errors = counts.error + countOf(aboutFiles, "error");
  const warnings = counts.warning + countOf(aboutFiles, "warning");
  const notes = counts.note + countOf(aboutFiles, "note");
  const number = errors + warnings + notes;
  const claimed = version === null ? "version unknown" : `version ${version}`;
  page.verdict.textContent =
    `${errors === 0 ? "Valid" : "Not valid"}: ${claimed}, ${errors} ${plural(errors, "error")}` +
    ` and ${warnings} ${plural(warnings, "warning")}${listedOf(number)}.`;
  page.verdict.dataset.verdict = errors === 0 ? "ok" : "failed";
  const places = placesOf(view.state.doc.toString(), all);
  const diagnostics = all.map(({ code, severity, message }, index): Diagnostic => {
    const { from, to } = places[index] ?? { from: 0, to: 0 };
    return { from, to, severity: severity === "note" ? "info" : severity, message, source: code };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
  page.findings.replaceChildren(
    ...all.map(({ code, severity, message }, index) => {
      const from = places[index]?.from ?? 0;
      const line = view.state.doc.lineAt(from);
      const column = line.length > LONG_LINE ? `, column ${from - line.from + 1}` : "";
      const place = button(`Line ${line.number}${column}`, () => {
        view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
        view.focus();
      });
      return item(severity, [place, codeLink(code), message]);
    }),
  );
  migrateNow();
}

function countOf(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((each) => each.severity === severity).length;
}

/** Says how many of a number are listed, where these are not all. */
function listedOf(number: number): string {
  return number > MOST_LISTED ? `, of which ${MOST_LISTED} are listed` : "";
}

function plural(number: number, word: string): string {
  return number === 1 ? word : `${word}s`;
}

function button(label: string, act: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function codeLink(code: string): HTMLElement {
  const made = document.createElement("a");
  made.href = `codes/${code}.html`;
  made.textContent = code;
  return made;
}

function item(severity: string, parts: readonly (HTMLElement | string)[]): HTMLElement {
  const made = document.createElement("li");
  made.className = `pg-${severity}`;
  made.append(`${severity} `, ...parts.flatMap((part) => [part, " "]));
  return made;
}

/** Shows what the chosen version makes of the text. */
function migrateNow(): void {
  const document = documentNow();
  const to = Number(page.version.value) as Version;
  page.losses.replaceChildren();
  page.outcome.replaceChildren();
  page.use.disabled = true;
  try {
    const migration = migrate(document, { to, allowLoss: page.loss.checked });
    const { from, losses } = migration;
    const text = textOf(document);
    written = new Uint8Array(migration.toBytes());
    const outcome = textOf(written);
    const change = from === to ? `version ${to} in canonical form` : `version ${from} as ${to}`;
    const same = outcome === text ? ", byte for byte as it is" : "";
    const lost = losses.length === 0 ? "" : `, with ${counted(losses)}`;
    page.migrated.textContent = `This is ${change}${same}${lost}.`;
    showLosses(losses);
    page.use.disabled = outcome === text;
    compareTexts(text, outcome);
  } catch (error) {
    page.migrated.textContent = error instanceof Error ? firstLine(error.message) : String(error);
    if (error instanceof MigrationLossError) {
      page.migrated.textContent = `Version ${to} cannot say all of it: ${counted(error.losses)}.`;
      showLosses(error.losses);
    }
  }
}

function counted({ length }: readonly Loss[]): string {
  return `${length} ${length === 1 ? "loss" : "losses"}${listedOf(length)}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

function showLosses(losses: readonly Loss[]): void {
  page.losses.replaceChildren(
    ...losses.slice(0, MOST_LISTED).map(({ code, pointer, value }) => {
      const text = JSON.stringify(value);
      const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
      return item("warning", [codeLink(code), `${pointer}: ${shown}`]);
    }),
  );
}

/** Shows two texts side by side, or one with the differences in it where there is no room. */
function compareTexts(before: string, after: string): void {
  const length = Math.max(before.length, after.length);
  const fixed = (label: string) => [look(label, length), EditorState.readOnly.of(true)];
  const parent = page.outcome;
  if (before.length + after.length > LONGEST_DIFF) {
    new EditorView({ parent, doc: after, extensions: fixed("Outcome") });
  } else if (matchMedia("(max-width: 45rem)").matches) {
    const marks = unifiedMergeView({ original: before, mergeControls: false });
    new EditorView({ parent, doc: after, extensions: [fixed("Outcome"), marks] });
  } else {
    new MergeView({
      parent,
      a: { doc: before, extensions: fixed("Before") },
      b: { doc: after, extensions: fixed("Outcome") },
      collapseUnchanged: {},
    });
  }
}

/** Says that what was found about files is about another text. */
function forgetFiles(): void {
  comparing.abort();
  aboutFiles = [];
  if (around !== undefined && page.compare.hidden) {
    page.files.textContent = "The manifest was changed since its files were compared.";
    offer(page.compare);
  }
}

/** Offers to stop, to compare again, or neither; what is hidden hands its focus on. */
function offer(wanted: HTMLElement | undefined): void {
  const { activeElement } = document;
  const others = [page.stop, page.compare].filter((each) => each !== wanted);
  if (wanted !== undefined) {
    wanted.hidden = false;
  }
  for (const other of others) {
    other.hidden = true;
    if (other === activeElement) {
      (wanted ?? page.files).focus();
    }
  }
  page.progress.hidden = wanted !== page.stop;
}

/** Compares the files that were opened with the text. */
async function compareFiles(): Promise<void> {
  comparing.abort();
  comparing = new AbortController();
  const { signal } = comparing;
  const { manifest } = safeParse(documentNow());
  if (around === undefined || manifest === undefined) {
    page.files.textContent = "Files are compared once the manifest is valid.";
    offer(page.compare);
    return;
  }
  const { folder, files, others } = around;
  page.files.textContent = `Comparing ${files.size} ${plural(files.size, "file")}…`;
  page.progress.value = 0;
  offer(page.stop);
  try {
    aboutFiles = await compare(
      manifest,
      files,
      (read, total) => {
        page.progress.max = Math.max(1, total);
        page.progress.value = read;
      },
      signal,
    );
    signal.throwIfAborted();
    const where = folder === "" ? "" : ` in ${folder}`;
    const besides =
      others === 0 ? "" : `; ${others} other ${plural(others, "export")} not looked at`;
    const { length } = aboutFiles;
    page.files.textContent =
      `${files.size} ${plural(files.size, "file")}${where}${besides}: ` +
      `${length} ${plural(length, "finding")}.`;
    offer(undefined);
    judge();
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}

/** Goes on with what comes of opening something, unless another thing was opened meanwhile. */
async function take<Kind>(coming: Promise<Kind>, then: (found: Kind) => void): Promise<void> {
  const turn = ++turns;
  try {
    const found = await coming;
    if (turn === turns) {
      then(found);
    }
  } catch (error) {
    if (turn === turns) {
      refuse(error);
    }
  }
}

/** Says why what somebody opened is not shown. */
function refuse(error: unknown): void {
  page.verdict.textContent = `Not opened: ${reasonOf(error)}. The text and what is found in it are as before.`;
  page.verdict.dataset.verdict = "failed";
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

/** Opens files that were chosen or dropped: an export, or a manifest alone. */
function openFiles(finding: Promise<Found>): Promise<void> {
  return take(finding.then(manifestIn), ({ bytes, inside }) => {
    open(bytes, inside);
  });
}

async function manifestIn(found: Found): Promise<{ bytes: Bytes; inside?: Export }> {
  const [only, ...others] = found;
  const isAlone = only !== undefined && others.length === 0 && !only[0].includes("/");
  const inside = isAlone ? undefined : exportIn(found);
  const manifest = isAlone ? only[1] : inside?.files.get(MANIFEST_FILENAME);
  if (manifest === undefined || manifest.size > MOST_BYTES) {
    throw new Error(`the manifest has more than ${MOST_BYTES} bytes`);
  }
  const bytes = new Uint8Array(await manifest.arrayBuffer());
  return inside === undefined ? { bytes } : { bytes, inside };
}

async function copyLink(): Promise<void> {
  page.linked.textContent = ""; // What it says next is heard again.
  const { doc } = view.state;
  try {
    const link = await linkTo(documentNow());
    if (view.state.doc === doc) {
      hold(link);
    }
    page.linked.textContent = await navigator.clipboard.writeText(link).then(
      () => "Copied: it holds the document and is sent nowhere.",
      () => "The address of this page holds the document now: copy that.",
    );
  } catch (error) {
    page.linked.textContent = `There is no link: ${reasonOf(error)}.`;
  }
}

/** Opens a folder by File System Access, which asks for less than an input does. */
async function pick(): Promise<void> {
  try {
    const root = await showDirectoryPicker();
    await openFiles(picked(root));
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      refuse(error);
    }
  }
}

/** Opens what the address of the page holds. */
function follow(): Promise<void> {
  const { hash } = location;
  const coming = documentIn(hash, MOST_BYTES).catch((error: unknown) => {
    throw new Error(`this link holds no document, ${reasonOf(error)}`);
  });
  return take(coming, (document) => {
    open(document);
    hold(hash);
  });
}

function run(work: Promise<void>): void {
  work.catch((error: unknown) => {
    page.verdict.textContent = String(error);
  });
}

function start(): void {
  const choose = (select: HTMLSelectElement, values: Iterable<readonly [string, string]>) => {
    for (const [value, label] of values) {
      select.add(new Option(label, value));
    }
  };
  choose(page.example, [
    ["", "your own"],
    ...Array.from(EXAMPLES.keys(), (name) => [name, name] as const),
  ]);
  choose(
    page.version,
    VERSIONS.map((version) => [String(version), `version ${version}`] as const),
  );
  page.version.value = String(VERSIONS.at(-1)); // Nothing is lost on the way up.
  page.example.addEventListener("change", () => {
    const example = EXAMPLES.get(page.example.value);
    if (example !== undefined) {
      open(example);
    }
  });
  page.directory.addEventListener("click", (event) => {
    if ("showDirectoryPicker" in window) {
      event.preventDefault();
      run(pick());
    }
  });
  page.stop.addEventListener("click", () => {
    comparing.abort();
    page.files.textContent = "Stopped before all files were compared.";
    offer(page.compare);
  });
  for (const input of [page.file, page.directory]) {
    input.addEventListener("change", () => {
      run(openFiles(Promise.resolve(chosen(input.files ?? new DataTransfer().files))));
      input.value = "";
    });
  }
  for (const type of ["dragover", "drop"] as const) {
    const takeFiles = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files") === true) {
        event.preventDefault();
        if (type === "drop") {
          run(openFiles(dropped(event.dataTransfer.items)));
        }
      }
    };
    addEventListener(type, takeFiles, { capture: true }); // An editor would paste them.
  }
  page.link.addEventListener("click", () => {
    run(copyLink());
  });
  page.compare.addEventListener("click", () => {
    run(compareFiles());
  });
  page.version.addEventListener("change", migrateNow);
  page.loss.addEventListener("change", migrateNow);
  page.use.addEventListener("click", () => {
    show(written);
    view.focus();
  });
  addEventListener("pagehide", keep);
  addEventListener("hashchange", () => {
    if (carriesDocument(location.hash)) {
      run(follow());
    } else {
      keep();
    }
  });
  const before = kept();
  const { hash } = location;
  if (before !== undefined) {
    open(before);
    if (carriesDocument(hash)) {
      hold(hash);
    }
  } else if (carriesDocument(hash)) {
    judge();
    run(follow());
  } else {
    open(EXAMPLES.get("one with mistakes") ?? "");
  }
}

start();
