// Generated from src/dlm_codegen/typescript/runtime/src/summary.ts by `nox -s generate`. Do not edit.
/**
 * What a store's own `manifest.json` says about its exports (SPEC section 7.3).
 *
 * That file is as little to be trusted as the exports are. What else DLM keeps in it does not matter.
 */

import { DIRECTORIES } from "./definition.js";
import { decodeBytes } from "./encoding.js";
import { isObject, type JsonObject } from "./json.js";
import type { ExportManifest } from "./models.js";
import { excerpt, finding, type Finding } from "./report.js";
import { scan, type Shape } from "./scanner.js";
import { compareCodePoints, hashable, unhashed } from "./text.js";

export const SUMMARY_FILENAME = "manifest.json";

/** The members of a row that say what an artifact of a role, or the manifest, says as well. */
const DIGESTS = { base_gguf_sha256: "base_model", adapter_gguf_sha256: "adapter" } as const;
const SAME = ["ollama_name", "llama_cpp_tag"] as const;

const MEMBERS = ["quant", "merged", "target", ...Object.keys(DIGESTS), ...SAME];
const ROW: Shape = { members: Object.fromEntries(MEMBERS.map((name) => [name, { members: {} }])) };
const SHAPE: Shape = {
  members: { exports: { members: {}, items: ROW, most: Number.MAX_SAFE_INTEGER } },
};
/** A text that is longer must not consist of values that take many times as much as they are long. */
const LONGEST_DENSE = 1024 * 1024;
const BYTES_OF_A_VALUE = 16;
/** A digest is shown whole. */
const SHOWN = 80;

/** A row of an export: other entries are of none. */
type Row = JsonObject & {
  readonly quant: string;
  readonly merged: boolean;
  readonly target?: string;
};

/** The rows of one store; without any where `problem` says why. */
export class Summary {
  readonly #problem: string | undefined;
  readonly #rows: readonly unknown[];
  /** Where the last row is of each export, of each merged base model, and of each directory. */
  readonly #exports = new Map<string, number>();
  readonly #bases = new Map<string, number>();
  readonly #directories = new Map<string, number>();

  constructor(rows: readonly unknown[], problem?: string) {
    this.#rows = rows;
    this.#problem = problem;
    for (const [position, row] of rows.entries()) {
      if (isRow(row)) {
        const { quant, merged, target, base_gguf_sha256: base } = row;
        this.#exports.set(keyOf(quant, merged, target), position);
        this.#directories.set(hashable(directoryOf(quant, target)), position);
        if (merged && typeof base === "string") {
          this.#bases.set(keyOf(quant, base), position);
        }
      }
    }
  }

  /** Reads the file; whatever it holds, the outcome is a summary. */
  static of(bytes: Uint8Array): Summary {
    const { text, fault } = decodeBytes(bytes);
    if (fault !== undefined) {
      return Summary.without(`cannot be read: ${fault.message}`);
    }
    if (bytes.length > LONGEST_DENSE && isDense(bytes)) {
      return Summary.without("cannot be read: it holds too many values for its size");
    }
    const { value, fault: wrong } = scan(text, SHAPE, 1, true);
    if (wrong !== undefined) {
      return Summary.without(`cannot be read: ${wrong.message}`);
    }
    if (!isObject(value)) {
      return Summary.without(`is no object but ${excerpt(value)}`);
    }
    const { exports: rows } = value;
    return Array.isArray(rows) ? new Summary(rows) : Summary.without("has no array exports");
  }

  static without(problem: string): Summary {
    return new Summary([], problem);
  }

  /** Compares a manifest with the row that the store keeps of its export. */
  compare(manifest: ExportManifest): Finding[] {
    const { quant, merged, target } = manifest;
    const position = Math.max(
      ...[undefined, target].map((each) => this.#exports.get(keyOf(quant, merged, each)) ?? -1),
    );
    const row = this.#rows[position];
    if (!isRow(row)) {
      const sought = `target ${target}, quant ${quant}, merged ${merged}`;
      const problem = this.#problem ?? `has no row of the export: ${sought}`;
      return [finding("store/summary-missing", "", `the store's ${SUMMARY_FILENAME} ${problem}`)];
    }
    const messages = new Map<string, string>();
    for (const [pointer, message] of mismatches(row, manifest)) {
      const before = messages.get(pointer);
      messages.set(pointer, before === undefined ? message : `${before}; ${message}`);
    }
    const found = Array.from(messages, ([pointer, message]) =>
      finding("store/summary-mismatch", pointer, message),
    );
    const { base_gguf_sha256: base } = row;
    const merging = merged ? undefined : this.#bases.get(keyOf(quant, base));
    if (merging === undefined) {
      return found;
    }
    const [listed] = listedAs("base_model", manifest);
    const where = `/exports/${merging} of the store's ${SUMMARY_FILENAME}`;
    const message = `the base model is the one of a merged export (${where})`;
    const pointer = listed === undefined ? "/artifacts" : `/artifacts/${listed[0]}/sha256`;
    return [...found, finding("store/merged-base-reused", pointer, message)];
  }

  /** The directories that rows are of and that are not among the names, and what that is called. */
  gone(names: ReadonlySet<string>): [string, Finding][] {
    return Array.from(this.#directories, ([key, position]): [string, Finding] => {
      const message = `the store's ${SUMMARY_FILENAME} remembers it at /exports/${position}`;
      return [unhashed(key), finding("store/export-gone", "", message)];
    })
      .filter(([name]) => !names.has(name))
      .sort(([one], [other]) => compareCodePoints(one, other));
  }
}

function isRow(row: unknown): row is Row {
  return (
    isObject(row) &&
    typeof row["quant"] === "string" &&
    typeof row["merged"] === "boolean" &&
    (!Object.hasOwn(row, "target") || typeof row["target"] === "string")
  );
}

function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

/** Returns the name of the directory in `exports` that an export is made in (EM-STORE-12). */
function directoryOf(quant: string, target = ""): string {
  return (Object.hasOwn(DIRECTORIES, target) ? DIRECTORIES[target] : undefined) ?? quant;
}

/** What a row says otherwise than the manifest, and where that is. */
function* mismatches(row: Row, manifest: ExportManifest): Generator<[string, string]> {
  const recorded = (member: string) =>
    `the store's ${SUMMARY_FILENAME} has another ${member}: expected ${excerpt(row[member], SHOWN)}`;
  for (const [member, role] of Object.entries(DIGESTS)) {
    const listed = listedAs(role, manifest);
    const [first] = listed;
    if (!Object.hasOwn(row, member)) {
      continue;
    }
    if (first === undefined) {
      if (row[member] !== null) {
        yield ["/artifacts", `${recorded(member)}, found no GGUF artifact of the role ${role}`];
      }
    } else if (!listed.some(([, { sha256 }]) => sha256 === row[member])) {
      const [index, { path, sha256 }] = first;
      const message = `${recorded(member)}, found ${excerpt(sha256, SHOWN)} (${path})`;
      yield [`/artifacts/${index}/sha256`, message];
    }
  }
  for (const member of SAME) {
    if (Object.hasOwn(row, member) && row[member] !== manifest[member]) {
      const found = excerpt(manifest[member], SHOWN);
      yield [`/${member}`, `${recorded(member)}, found ${found}`];
    }
  }
}

/** The GGUF artifacts of a role, and where they are. */
function listedAs(role: string, { artifacts }: ExportManifest) {
  return [...artifacts.entries()].filter(
    ([, artifact]) => artifact.role === role && artifact.path.endsWith(".gguf"),
  );
}

function isDense(bytes: Uint8Array): boolean {
  let values = 0;
  for (const byte of bytes) {
    values += Number(",[{".includes(String.fromCharCode(byte)));
  }
  return values * BYTES_OF_A_VALUE > bytes.length;
}
