/** Checking stores: the exports in them, and what they remember of each (SPEC section 7.3). */

import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";

import { SNAPSHOTS } from "./definition.js";
import { Fault, faultOf, Folder, readBounded, type Entry } from "./folders.js";
import type { ExportManifest } from "./models.js";
import { extended, finding, reportOf, type Finding, type Report } from "./report.js";
import { MANIFEST_FILENAME } from "./rules.js";
import { Summary, SUMMARY_FILENAME } from "./summary.js";
import { verifyIn, verifySnapshot, type VerifyOptions } from "./verification.js";

/** What was found about a manifest, or about a place where one could be. */
export interface Checked {
  /** Where that is, from the directory on and with `/` between the segments. */
  readonly path: string;
  readonly report: Report;
}

/**
 * Judges every export of a store by all layers, and compares each with what the store's
 * `manifest.json` says (SPEC section 7.3).
 *
 * The directory may also be one that holds stores or exports at any depth, or an export. No link below
 * it is followed: those where exports could be are findings. Reports come one by one, in the order of
 * paths; `signal` and `progress` are those of all files. Throws what `verify` throws.
 */
export async function* checkStore(
  directory: string,
  options: VerifyOptions = {},
): AsyncGenerator<Checked, void> {
  const top = await Folder.at(directory);
  try {
    const real = await realpath(directory);
    const isIn = basename(dirname(real)) === EXPORTS_FOLDER;
    const walk = new Walk(options);
    const found = yield* walk.through(top, await top.entries(), {
      path: "",
      name: basename(real),
      place: basename(real) === EXPORTS_FOLDER && (await isOfStore(top)) ? "exports" : "any",
      enclosing: [],
      ...(isIn ? { summary: once(async () => summaryBeside(await top.above())) } : {}),
    });
    if (found === 0 && !walk.sawStore) {
      yield gap("", "files/missing", `holds no ${MANIFEST_FILENAME}, at any depth`);
    }
  } finally {
    await top.close();
  }
}

const EXPORTS_FOLDER = "exports";
const VL_FILENAME = "vl_gguf.json";
/** No tree that people use is deeper. */
const LONGEST_PATH = 4095;

/** What a folder is to the store around it (SPEC section 1.3), if there is one. */
type Place =
  | "any"
  | "exports" // the folder of a store in which every folder is an export's
  | "export" // one of those
  | "below" // below one that holds no manifest itself
  | "inside"; // below an export, whose files may have any names

/** Where a walk is. */
interface Where {
  readonly path: string;
  readonly name: string;
  readonly place: Place;
  /** What the store says in whose `exports` it lies. */
  readonly summary?: () => Promise<Summary>;
  /** The valid exports around it. */
  readonly enclosing: readonly Enclosing[];
}

/** An export, and the artifacts in it that have a manifest's name: these are no exports. */
interface Enclosing {
  readonly path: string;
  readonly listed: ReadonlySet<string>;
}

class Walk {
  sawStore = false;
  readonly #options: VerifyOptions;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** Yields what there is in a folder, and returns how many exports and places that say nothing. */
  async *through(
    folder: Folder,
    entries: readonly Entry[],
    where: Where,
  ): AsyncGenerator<Checked, number> {
    this.#options.signal?.throwIfAborted();
    const { place } = where;
    let { enclosing } = where;
    const names = new Set(entries.map(({ name }) => name.toString()));
    const summary = where.name === EXPORTS_FOLDER ? once(() => summaryBeside(folder)) : undefined;
    const isExport = names.has(MANIFEST_FILENAME);
    const isSnapshot =
      !isExport &&
      place !== "inside" &&
      names.has(SNAPSHOTS.filename) &&
      SNAPSHOTS.directories.includes(where.name);
    let found = 0;
    if (isExport || isSnapshot) {
      found++;
      const path = below(where, isExport ? MANIFEST_FILENAME : SNAPSHOTS.filename);
      if (!enclosing.some((each) => each.listed.has(path))) {
        const { manifest, report } = await this.#judge(folder, names, where, isSnapshot);
        enclosing = manifest === undefined ? enclosing : [...enclosing, around(where, manifest)];
        yield { path, report };
      }
    } else {
      this.sawStore ||= names.has(SUMMARY_FILENAME) || place === "exports";
      if (place === "exports") {
        for (const [name, gone] of (await summary?.())?.gone(names) ?? []) {
          yield { path: below(where, name), report: reportOf(null, [gone]) };
        }
      }
      yield* links(entries, where);
    }
    const inner = isSnapshot ? [] : entries.filter(({ isFolder }) => isFolder);
    const outer = isExport ? "inside" : place;
    for (const { name: bytes } of inner) {
      const name = bytes.toString();
      if (name !== MANIFEST_FILENAME && !isPassedBy(name, outer)) {
        found += yield* this.#enter(folder, bytes, {
          path: below(where, name),
          name,
          place: placeIn(outer, name, names.has(SUMMARY_FILENAME)),
          enclosing,
          ...(summary === undefined ? {} : { summary }),
        });
      }
    }
    if (place === "export" && found === 0) {
      const message = `holds no ${MANIFEST_FILENAME}: an export that did not finish`;
      yield gap(where.path, "store/no-manifest", message);
    }
    return found;
  }

  async *#enter(outer: Folder, name: Uint8Array, where: Where): AsyncGenerator<Checked, number> {
    let folder: Folder | undefined;
    try {
      let entries;
      try {
        if (where.path.length > LONGEST_PATH) {
          throw new Fault("files/missing", "no such file or directory: the name is too long");
        }
        folder = await outer.folder(name);
        entries = await folder.entries();
      } catch (error) {
        if (where.enclosing.length === 0) {
          const { code, reason } = faultOf(error);
          yield gap(where.path, code, reason);
        } // Otherwise the files layer of the export around it says the same.
        return 1;
      }
      return yield* this.through(folder, entries, where);
    } finally {
      await folder?.close();
    }
  }

  /** Judges an export by all layers. */
  async #judge(folder: Folder, names: ReadonlySet<string>, where: Where, isSnapshot: boolean) {
    if (isSnapshot) {
      return { report: await verifySnapshot(folder, this.#options) };
    }
    const { manifest, report } = await verifyIn(folder, this.#options);
    if (manifest === undefined || where.summary === undefined) {
      return { manifest, report };
    }
    const found = (await where.summary()).compare(manifest);
    // DLM writes no row of an export of a vision model in GGUF form (EM-STORE-9).
    const kept = names.has(VL_FILENAME)
      ? found.filter(({ code }) => code !== "store/summary-missing")
      : found;
    return { manifest, report: extended(report, kept, this.#options.maxFindings) };
  }
}

function* links(entries: readonly Entry[], where: Where): Generator<Checked> {
  if (where.place === "any" || where.place === "exports") {
    for (const { name: bytes, isLink } of entries) {
      const name = bytes.toString();
      if (isLink && name !== SUMMARY_FILENAME && !isPassedBy(name, where.place)) {
        const message = "is a symbolic link, which is not followed; name what it leads to";
        yield gap(below(where, name), "store/link", message);
      }
    }
  }
}

function placeIn(outer: Place, name: string, isStore: boolean): Place {
  if (outer === "inside") {
    return "inside";
  }
  if (outer === "exports") {
    return "export";
  }
  if (isStore && name === EXPORTS_FOLDER) {
    return "exports";
  }
  return outer === "any" ? "any" : "below";
}

/** Whether a name is that of a system's litter, or of what programs keep for themselves. */
function isPassedBy(name: string, place: Place): boolean {
  if (place === "inside") {
    return false;
  }
  const isHidden = place === "exports" && name.startsWith(".");
  return isHidden || name.startsWith("@") || name === "lost+found" || name === ".dlm-schema";
}

function around(where: Where, { artifacts }: ExportManifest): Enclosing {
  const named = artifacts.filter(({ path }) => path.endsWith(`/${MANIFEST_FILENAME}`));
  return { path: where.path, listed: new Set(named.map(({ path }) => below(where, path))) };
}

function below({ path }: Where, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function gap(path: string, code: Finding["code"], message: string): Checked {
  return { path, report: reportOf(null, [finding(code, "", message)]) };
}

async function isOfStore(exports: Folder): Promise<boolean> {
  const store = await exports.above();
  try {
    return await store.has(SUMMARY_FILENAME);
  } finally {
    await store.close();
  }
}

/** Reads what the store says that a folder named `exports` truly lies in. */
async function summaryBeside(exports: Folder): Promise<Summary> {
  try {
    const store = await exports.above();
    try {
      return Summary.of(await readBounded(store, SUMMARY_FILENAME));
    } finally {
      await store.close();
    }
  } catch (error) {
    return Summary.without(`cannot be read: ${faultOf(error).reason}`);
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
