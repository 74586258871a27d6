// Generated from src/dlm_codegen/typescript/runtime/src/encoding.ts by `nox -s generate`. Do not edit.
/** The encoding layer: are the bytes one strict JSON text (SPEC section 3)? */

import type { Json } from "./json.js";
import { finding, type Finding } from "./report.js";
import { findFault } from "./scanner.js";

/** Bytes that a document may have (EM-ENC-1). */
export const MAX_BYTES = 16 * 1024 * 1024;

const BYTE_ORDER_MARK = "\ufeff";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The value of a text without fault, or the fault. */
export type Reading =
  | { readonly value: Json; readonly fault?: never }
  | { readonly value?: never; readonly fault: Finding };

/** Reads bytes, making the checks in the order of SPEC EM-ENC-15. */
export function readBytes(bytes: Uint8Array): Reading {
  if (bytes.length > MAX_BYTES) {
    return { fault: tooLarge() };
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { fault: byteOrderMark() };
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const hint = wide ? "; they look like UTF-16, which is not allowed" : "";
    return { fault: notUtf8(`the bytes are not well-formed UTF-8${hint}`) };
  }
  return readWellFormed(text);
}

/** Reads text as the UTF-8 that it would be written in (EM-READ-5). */
export function readText(text: string): Reading {
  if (text.length > MAX_BYTES / 3 && new TextEncoder().encode(text).length > MAX_BYTES) {
    return { fault: tooLarge() };
  }
  if (text.startsWith(BYTE_ORDER_MARK)) {
    return { fault: byteOrderMark() };
  }
  if (!text.isWellFormed()) {
    return { fault: notUtf8("the text holds a lone surrogate, which UTF-8 has no form for") };
  }
  return readWellFormed(text);
}

export function tooLarge(): Finding {
  return finding("encoding/size", "", `the document has more than the ${MAX_BYTES} bytes allowed`);
}

function readWellFormed(text: string): Reading {
  const fault = findFault(text);
  return fault === undefined ? { value: JSON.parse(text) as Json } : { fault };
}

function byteOrderMark(): Finding {
  return finding("encoding/bom", "", "the document begins with a byte order mark; remove it");
}

function notUtf8(message: string): Finding {
  return finding("encoding/utf8", "", message);
}
