/** A document in the fragment of an address, which is never sent anywhere. */

import { pieces } from "./bytes.js";

const PREFIX = "#document=";
/** Chromium opens no address of more than 2 MiB, and says nothing. */
const LONGEST = 2_000_000;

/**
 * Returns an address of this page that carries a document, byte for byte.
 *
 * Throws an `Error` where browsers would not open it.
 */
export async function linkTo(document: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const packed = await through(new CompressionStream("deflate-raw"), document);
  const address = `${location.href.split("#", 1)[0] ?? ""}${PREFIX}`;
  const length = address.length + Math.ceil((packed.length * 4) / 3);
  if (length > LONGEST) {
    throw new Error(
      `it would have ${length} characters, and browsers open no more than ${LONGEST}; ` +
        "send the document as a file",
    );
  }
  const digits = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  const coded = btoa(digits).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${address}${coded}`;
}

/** Whether a fragment is to carry a document; others are of headings. */
export function carriesDocument(fragment: string): boolean {
  return fragment.startsWith(PREFIX);
}

/**
 * Returns the document that a fragment carries, up to a number of bytes.
 *
 * Throws an `Error` where it is damaged or longer.
 */
export async function documentIn(fragment: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const coded = fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const packed = Uint8Array.from(atob(coded), (digit) => digit.charCodeAt(0));
  return through(new DecompressionStream("deflate-raw"), packed, most);
}

async function through(
  stream: CompressionStream | DecompressionStream,
  content: Uint8Array<ArrayBuffer> | string,
  most = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const kept: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of pieces(new Blob([content]).stream().pipeThrough(stream))) {
    length += piece.length;
    if (length > most) {
      throw new Error(`the document of this link has more than ${most} bytes`);
    }
    kept.push(piece);
  }
  return new Uint8Array(await new Blob(kept).arrayBuffer());
}
