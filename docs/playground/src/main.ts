/** The page: a text, what is found in it, the files that it lists, and what other versions make of it. */

import "./style.css";

import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
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

import { chosen, dropped, exportIn, type Files, type Found, picked } from "./directory.js";
import { look, meaningAt, writing } from "./editor.js";
import { EXAMPLES } from "./examples.js";
import { compare } from "./files.js";
import { carriesDocument, documentIn, linkTo } from "./link.js";
import { placesOf } from "./places.js";
import { NEWEST } from "./schema.js";

/** A longer document is refused by every reader, so nobody has to wait for its judgement. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Longer texts are shown one after the other: a comparison would take seconds. */
const LONGEST_DIFF = 512 * 1024;
/** More findings than anybody reads would take minutes to show. */
const MOST_LISTED = 1000;
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

/** What was opened, byte for byte, until somebody writes. */
let opened: Bytes | undefined;
let files: Files | undefined;
let aboutExport = "";
let aboutFiles: readonly Finding[] = [];
let comparing = new AbortController();
let resting: ReturnType<typeof setTimeout> | undefined;
let written: Bytes = new Uint8Array();

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
        resting = setTimeout(judge, REST_MS);
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
function textOf(bytes: Bytes): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Puts another document in the place of the one that is there. */
function show(bytes: Bytes): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: textOf(bytes) } });
  opened = bytes;
  clearTimeout(resting);
  judge();
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
  const claimed = version === null ? "no version that there is" : `version ${version}`;
  const listed =
    errors + warnings + notes > all.length ? `, of which ${all.length} are listed` : "";
  page.verdict.textContent =
    `${errors === 0 ? "Valid" : "Not valid"}: ${claimed}, ${errors} ${plural(errors, "error")}` +
    ` and ${warnings} ${plural(warnings, "warning")}${listed}.`;
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
      const place = button(`Line ${view.state.doc.lineAt(from).number}`, () => {
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
    const text = typeof document === "string" ? document : textOf(document);
    written = new Uint8Array(migration.toBytes());
    const outcome = textOf(written);
    const change = from === to ? `version ${to} in canonical form` : `version ${from} as ${to}`;
    const same = outcome === text ? ", byte for byte as it is" : "";
    const lost = losses.length === 0 ? "" : `, with ${losses.length} ${lossWord(losses.length)}`;
    page.migrated.textContent = `This is ${change}${same}${lost}.`;
    showLosses(losses);
    page.use.disabled = outcome === text;
    compareTexts(text, outcome);
  } catch (error) {
    page.migrated.textContent = error instanceof Error ? firstLine(error.message) : String(error);
    if (error instanceof MigrationLossError) {
      const lost = `${error.losses.length} ${lossWord(error.losses.length)}`;
      page.migrated.textContent = `Version ${to} cannot say all of it: ${lost}.`;
      showLosses(error.losses);
    }
  }
}

function lossWord(number: number): string {
  return number === 1 ? "loss" : "losses";
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

function showLosses(losses: readonly Loss[]): void {
  page.losses.replaceChildren(
    ...losses.map(({ code, pointer, value }) =>
      item("warning", [codeLink(code), `${pointer}: ${JSON.stringify(value)}`]),
    ),
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
  if (aboutFiles.length > 0 || files !== undefined) {
    aboutFiles = [];
    page.files.textContent = "The manifest was changed since its files were compared.";
    page.compare.hidden = files === undefined;
  }
}

/** Compares the files that were opened with the text. */
async function compareFiles(): Promise<void> {
  comparing.abort();
  comparing = new AbortController();
  const { signal } = comparing;
  const { manifest } = safeParse(documentNow());
  if (files === undefined || manifest === undefined) {
    page.files.textContent = "Files are compared once the manifest is valid.";
    page.compare.hidden = files === undefined;
    return;
  }
  page.compare.hidden = true;
  page.progress.hidden = page.stop.hidden = false;
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
    const { length } = aboutFiles;
    page.files.textContent = `${aboutExport}: ${length} ${plural(length, "finding")}.`;
    judge();
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    if (comparing.signal === signal) {
      page.progress.hidden = page.stop.hidden = true;
    }
  }
}

/** Goes on with files that were opened or dropped: an export, or a manifest alone. */
async function take(found: Found): Promise<void> {
  try {
    const [only, ...others] = found;
    const isAlone = only !== undefined && others.length === 0 && !only[0].includes("/");
    const inside = isAlone ? undefined : exportIn(found);
    const manifest = isAlone ? only[1] : inside?.files.get(MANIFEST_FILENAME);
    if (manifest === undefined || manifest.size > MOST_BYTES) {
      throw new Error(`the manifest has more than ${MOST_BYTES} bytes`);
    }
    const bytes = new Uint8Array(await manifest.arrayBuffer());
    files = inside?.files;
    aboutFiles = [];
    show(bytes);
    if (inside === undefined) {
      page.files.textContent = "There are no files to compare.";
      page.compare.hidden = true;
      return;
    }
    const { folder, others: left } = inside;
    const where = folder === "" ? "" : ` in ${folder}`;
    const besides = left === 0 ? "" : `; ${left} other ${plural(left, "export")} not looked at`;
    aboutExport = `${inside.files.size} files${where}${besides}`;
    await compareFiles();
  } catch (error) {
    page.files.textContent = error instanceof Error ? `${error.message}.` : String(error);
  }
}

async function copyLink(): Promise<void> {
  page.linked.textContent = ""; // What it says next is heard again.
  const link = await linkTo(documentNow());
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    page.linked.textContent = "Copied: it holds the document and is sent nowhere.";
  } catch {
    page.linked.textContent = "The address of this page holds the document now: copy that.";
  }
}

/** Opens a folder by File System Access, which asks for less than an input does. */
async function pick(): Promise<void> {
  try {
    await take(await picked(await showDirectoryPicker()));
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      throw error;
    }
  }
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
  page.version.value = String(NEWEST);
  const then = (work: Promise<void>) => {
    work.catch((error: unknown) => {
      page.verdict.textContent = String(error);
    });
  };
  const example = (name: string) => {
    files = undefined;
    aboutFiles = [];
    show(new TextEncoder().encode(EXAMPLES.get(name)));
    page.example.value = name;
  };
  page.example.addEventListener("change", () => {
    if (page.example.value !== "") {
      example(page.example.value);
    }
  });
  page.directory.addEventListener("click", (event) => {
    if ("showDirectoryPicker" in window) {
      event.preventDefault();
      then(pick());
    }
  });
  page.stop.addEventListener("click", () => {
    comparing.abort();
    page.files.textContent = "Stopped before all files were compared.";
    page.compare.hidden = false;
  });
  for (const input of [page.file, page.directory]) {
    input.addEventListener("change", () => {
      then(take(chosen(input.files ?? new DataTransfer().files)));
      input.value = "";
    });
  }
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files") === true) {
      event.preventDefault();
    }
  });
  addEventListener("drop", (event) => {
    if (event.dataTransfer?.types.includes("Files") === true) {
      event.preventDefault();
      then(dropped(event.dataTransfer.items).then(take));
    }
  });
  page.link.addEventListener("click", () => {
    then(copyLink());
  });
  page.compare.addEventListener("click", () => {
    then(compareFiles());
  });
  page.version.addEventListener("change", migrateNow);
  page.loss.addEventListener("change", migrateNow);
  page.use.addEventListener("click", () => {
    show(written);
  });
  const follow = async () => {
    try {
      show(await documentIn(location.hash, MOST_BYTES));
    } catch (error) {
      show(new Uint8Array());
      page.verdict.textContent = `This link holds no document: ${String(error)}`;
    }
  };
  addEventListener("hashchange", () => {
    if (carriesDocument(location.hash)) {
      then(follow());
    }
  });
  if (carriesDocument(location.hash)) {
    then(follow());
  } else {
    example("one with mistakes");
  }
}

start();
