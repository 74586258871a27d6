/** What can go wrong, as errors that carry their data. */

import type { Version } from "./definition.js";
import type { Loss } from "./operations.js";
import { excerpt, type Report } from "./report.js";

const SHOWN_LOSSES = 3;
const LONGEST_POINTER = 100;

/** Base of every error that this package throws on purpose. */
export abstract class ManifestError extends Error {}

/** A manifest breaks its specification; `report` says where and why (SPEC section 8). */
export class InvalidManifestError extends ManifestError {
  override readonly name = "InvalidManifestError";
  readonly report: Report;

  constructor(report: Report) {
    super(`not a valid export manifest: ${summary(report)}`);
    this.report = report;
  }
}

/** A migration would not carry everything over; `losses` says what (SPEC section 10). */
export class MigrationLossError extends ManifestError {
  override readonly name = "MigrationLossError";
  readonly losses: readonly Loss[];
  readonly from: Version;
  readonly to: Version;

  constructor(losses: readonly Loss[], from: Version, to: Version) {
    const shown = losses.slice(0, SHOWN_LOSSES);
    const listed = shown.map((loss) => `${loss.code} at ${loss.pointer} (${excerpt(loss.value)})`);
    const hidden = losses.length - shown.length;
    const remedy = losses.some(({ code }) => code === "loss/unrepresentable")
      ? "change what the older version has no value for, or stay at the newer one"
      : "set allowLoss to go on";
    super(
      `the document cannot migrate to version ${to} without loss: ${listed.join("; ")}` +
        `${hidden > 0 ? ` and ${hidden} more` : ""}; ${remedy}`,
    );
    this.losses = losses;
    this.from = from;
    this.to = to;
  }
}

/** A version was asked for that no schema describes (EM-MIGRATOR-4). */
export class UnknownVersionError extends ManifestError {
  override readonly name = "UnknownVersionError";
  readonly version: unknown;
  readonly known: readonly Version[];

  constructor(version: unknown, known: readonly Version[]) {
    super(`version ${excerpt(version)} is unknown; the known versions are ${known.join(", ")}`);
    this.version = version;
    this.known = known;
  }
}

function summary({ errors, counts }: Report): string {
  const [first] = errors;
  if (first === undefined) {
    return "no finding says why";
  }
  const { code, message } = first;
  const pointer = first.pointer.length <= LONGEST_POINTER ? first.pointer : excerpt(first.pointer);
  const more = counts.error > 1 ? ` (and ${counts.error - 1} more)` : "";
  return `${code} at ${pointer === "" ? "the top" : pointer}: ${message}${more}`;
}
