/** What texts, or the parts of them, must match or must not (SPEC section 6). */

/** A text, or with `separator` each of its parts, must match `pattern` or not `forbidden`. */
export interface PatternRule {
  readonly separator?: string;
  readonly pattern?: string;
  readonly forbidden?: string;
}

/** Returns the function from a text to its first part that breaks a rule, if one does. */
export function offenderBy(rule: PatternRule): (text: string) => string | undefined {
  const { separator, pattern, forbidden = "" } = rule;
  const source = pattern ?? forbidden;
  const matches = pattern !== undefined;
  const single = new RegExp(source, "u");
  if (separator === undefined) {
    return (text) => (single.test(text) === matches ? undefined : text);
  }
  const whole = wholeText(source, separator, matches);
  return (text) =>
    whole?.test(text) === matches
      ? undefined
      : text.split(separator).find((part) => single.test(part) !== matches);
}

/**
 * Returns an expression that spares most texts from being split: one that matches a text whose parts
 * all match, or else every text that has a part that matches.
 *
 * There is none where what matches a part could go on beyond it.
 */
function wholeText(source: string, separator: string, all: boolean): RegExp | undefined {
  const unlike = source.replace(/\[(?:\\.|[^\]\\])*\]|\{[0-9,]*\}/g, (piece) =>
    piece.startsWith("[") && new RegExp(piece, "u").test(separator) ? separator : "",
  );
  if (!source.endsWith("$") || unlike.includes(separator)) {
    return undefined;
  }
  const part = source.slice(1, -1);
  const between = `\\u{${(separator.codePointAt(0) ?? 0).toString(16)}}`;
  const whole = all ? `^${part}(?:${between}${part})*$` : `(?:^|${between})${part}(?:${between}|$)`;
  return new RegExp(whole, "u");
}
