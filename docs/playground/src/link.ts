/** A document in the fragment of an address, which is never sent anywhere. */

const PREFIX = "#document=";

/** Returns an address of this page that carries a text. */
export async function linkTo(text: string): Promise<string> {
  const packed = await through(
    new CompressionStream("deflate-raw"),
    new TextEncoder().encode(text),
  );
  const digits = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  const coded = btoa(digits).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${location.href.split("#", 1)[0] ?? ""}${PREFIX}${coded}`;
}

/**
 * Returns the text that a fragment carries, if it carries one, up to a number of bytes.
 *
 * Throws an `Error` where it is damaged or longer.
 */
export async function textIn(fragment: string, most: number): Promise<string | undefined> {
  if (!fragment.startsWith(PREFIX)) {
    return undefined;
  }
  const coded = fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const packed = Uint8Array.from(atob(coded), (digit) => digit.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(
    await through(new DecompressionStream("deflate-raw"), packed, most),
  );
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  most = Infinity,
): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of new Blob([bytes]).stream().pipeThrough(stream)) {
    length += piece.length;
    if (length > most) {
      throw new Error(`the document of this link has more than ${most} bytes`);
    }
    pieces.push(piece);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
