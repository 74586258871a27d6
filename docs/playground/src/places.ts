/** Where in a text the things are that JSON Pointers lead to (RFC 6901). */

import type { Finding } from "dlm-export-manifest";

export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Container {
  readonly pointer: string;
  readonly isArray: boolean;
  index: number;
}

/**
 * Returns where a text has what each finding is about: a name, an entry, or the nearest thing around.
 *
 * One pass for all, which keeps nothing of what no pointer leads into: strangers write these texts.
 */
export function placesOf(text: string, findings: readonly Finding[]): Range[] {
  const around = new Set(findings.flatMap(({ pointer }) => outer(pointer)));
  const wanted = new Set([...around, ...findings.map(({ pointer }) => pointer)]);
  const found = new Map<string, Range>();
  const containers: Container[] = [];
  const token = /[{}[\],]|"|[^\s{}[\],:"]+/g;
  let ignored = 0;
  let here: string | undefined = "";
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [sign] = match;
    const from = match.index;
    if (sign === '"') {
      token.lastIndex = endOfString(text, from);
    }
    const container = containers.at(-1);
    const opens = sign === "{" || sign === "[";
    const closes = sign === "}" || sign === "]";
    if (ignored > 0) {
      ignored += Number(opens) - Number(closes);
      continue;
    }
    if (closes) {
      containers.pop();
      here = undefined;
      continue;
    }
    if (sign === ",") {
      here = container?.isArray === true ? `${container.pointer}/${++container.index}` : undefined;
      continue;
    }
    const range = { from, to: token.lastIndex };
    if (here === undefined && container?.isArray === false) {
      here = `${container.pointer}/${escaped(unquoted(text.slice(from, token.lastIndex)))}`;
    } else if (here === undefined || (container?.isArray === false && !opens)) {
      continue; // A value, whose name is its place, or what no value can be.
    }
    if (wanted.has(here) && (container?.isArray !== false || !opens)) {
      found.set(here, range);
    }
    if (opens && around.has(here)) {
      containers.push({ pointer: here, isArray: sign === "[", index: 0 });
      here = sign === "[" ? `${here}/0` : undefined;
    } else {
      ignored = Number(opens);
      here = container?.isArray === false ? here : undefined;
    }
  }
  return findings.map((finding) => {
    const places = [finding.pointer, ...outer(finding.pointer)].map((each) => found.get(each));
    return placeOfFault(text, finding) ?? places.find(Boolean) ?? { from: 0, to: 0 };
  });
}

/** The pointers to all that is around something, the nearest first. */
function outer(pointer: string): string[] {
  const found: string[] = [];
  for (let end = pointer.lastIndexOf("/"); end >= 0; end = pointer.lastIndexOf("/", end - 1)) {
    found.push(pointer.slice(0, end));
    if (end === 0) {
      break;
    }
  }
  return found;
}

/** Where a text is no UTF-8 or no JSON, which a pointer cannot say. */
function placeOfFault(text: string, { code, message }: Finding): Range | undefined {
  const [, line, column] = /^line (\d+), column (\d+):/.exec(message) ?? [];
  if (code === "encoding/utf8") {
    return characterAt(text, text.indexOf("\ufffd"));
  }
  if (code !== "encoding/syntax" || line === undefined) {
    return undefined;
  }
  let start = 0;
  for (let left = Number(line); left > 1; left--) {
    start = text.indexOf("\n", start) + 1;
  }
  return characterAt(text, start + Number(column) - 1);
}

function characterAt(text: string, position: number): Range {
  const from = Math.min(Math.max(position, 0), text.length);
  return { from, to: Math.min(from + 1, text.length) };
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  for (; end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === "\\") {
      backslashes++;
    }
    if (backslashes % 2 === 0) {
      return end + 1;
    }
  }
  return text.length;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
