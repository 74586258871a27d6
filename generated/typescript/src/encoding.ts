// Generated from src/dlm_codegen/typescript/runtime/src/encoding.ts by `nox -s generate`. Do not edit.
/** The encoding layer: are the bytes one strict JSON text (SPEC section 3)? */

import { finding, type Finding } from "./report.js";

/** Bytes that a document may have (EM-ENC-1). */
export const MAX_BYTES = 16 * 1024 * 1024;

const BYTE_ORDER_MARK = "\ufeff";

const UTF_16_MARKS = ["255,254", "254,255"];

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text that a document is, or what keeps it from being one. */
export type Decoding =
  | { readonly text: string; readonly fault?: never }
  | { readonly text?: never; readonly fault: Finding };

/** Decodes bytes, making the checks in the order of SPEC EM-ENC-15. */
export function decodeBytes(bytes: Uint8Array): Decoding {
  if (bytes.length > MAX_BYTES) {
    return { fault: tooLarge() };
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { fault: byteOrderMark() };
  }
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    const first = [bytes[0], bytes[1]].join();
    const hint = UTF_16_MARKS.includes(first) ? "; it looks like UTF-16, which is not allowed" : "";
    return { fault: notUtf8(`the bytes are not well-formed UTF-8${hint}`) };
  }
}

/** Judges text as the UTF-8 that it would be written in (EM-READ-5). */
export function decodeText(text: string): Decoding {
  if (text.length > MAX_BYTES / 3 && new TextEncoder().encode(text).length > MAX_BYTES) {
    return { fault: tooLarge() };
  }
  if (text.startsWith(BYTE_ORDER_MARK)) {
    return { fault: byteOrderMark() };
  }
  if (!text.isWellFormed()) {
    return { fault: notUtf8("the text holds a lone surrogate, which UTF-8 has no form for") };
  }
  return { text };
}

export function tooLarge(): Finding {
  return finding("encoding/size", "", `the document has more than the ${MAX_BYTES} bytes allowed`);
}

function byteOrderMark(): Finding {
  return finding("encoding/bom", "", "the document begins with a byte order mark; remove it");
}

function notUtf8(message: string): Finding {
  return finding("encoding/utf8", "", message);
}
