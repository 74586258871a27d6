/** Unicode text: lengths, order, and the characters that no document may hold. */

const HIGH_SURROGATE = /[\ud800-\udbff]/;

/** Counts the Unicode code points of well-formed text (SPEC EM-MEM-20). */
export function lengthInCodePoints(text: string): number {
  let length = text.length;
  if (!HIGH_SURROGATE.test(text)) {
    return length;
  }
  for (let index = 0; index < text.length; index++) {
    length -= Number(text.charCodeAt(index) >> 10 === 0x36); // the first half of a pair
  }
  return length;
}

/** Tells whether a value is a text of so many code points; most texts need not be counted for it. */
export function isText(value: unknown, least: number, most: number): value is string {
  return (
    typeof value === "string" &&
    (value.length <= most || (value.length <= 2 * most && lengthInCodePoints(value) <= most)) &&
    (value.length >= 2 * least || lengthInCodePoints(value) >= least)
  );
}

/** Orders text by code points; `<` orders it by UTF-16 units. */
export function compareCodePoints(one: string, other: string): number {
  const common = Math.min(one.length, other.length);
  for (let index = 0; index < common; index++) {
    const left = one.charCodeAt(index);
    const right = other.charCodeAt(index);
    if (left !== right) {
      return inCodePointOrder(left) - inCodePointOrder(right);
    }
  }
  return one.length - other.length;
}

/** Moves surrogates, which stand for code points above U+FFFF, behind all other units. */
function inCodePointOrder(unit: number): number {
  return unit >> 11 === 0x1b ? unit + 0x10000 : unit;
}

/** What strings and names may not hold; a surrogate (Cs) is one that is not half of a pair. */
export const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/** Returns the first code point that strings and names may not hold (EM-ENC-18 to EM-ENC-13). */
export function firstForbidden(text: string): number | undefined {
  return FORBIDDEN.exec(text)?.[0].codePointAt(0);
}

const NOT_ASCII = /[^\0-\x7f]/;

/** Writes A to Z in lower case, and leaves all other letters as they are. */
export function foldAscii(text: string): string {
  const lower = text.toLowerCase();
  return lower === text || !NOT_ASCII.test(text)
    ? lower
    : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Writes text as a JSON string of ASCII characters alone (SPEC EM-CANON-4). */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Returns what stands for a text of a document in a set or map.
 *
 * Engines may hash text that looks like the index of an array by its number alone, without their
 * secret, so that a document could choose texts that all collide.
 */
export function hashable(text: string): string {
  const unit = text.charCodeAt(0);
  return unit === 0 || (unit >= 0x30 && unit <= 0x39) ? `\0${text}` : text;
}

/** Returns the text that another stands for. */
export function unhashed(text: string): string {
  return text.startsWith("\0") ? text.slice(1) : text;
}
