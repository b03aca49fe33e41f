/**
 * The archive of Python: the console's half, and the whole, which begins with it.
 */

/** Of the record at the end of an archive without a comment, which says where the directory begins. */
const FROM_END = 6;

/** Where the files of a ZIP archive end, and its directory begins. @param {Uint8Array} archive */
export function endOfFiles({ buffer, byteOffset, byteLength }) {
  return new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - FROM_END, true);
}

/**
 * The whole archive.
 * @param {ArrayBuffer} first  that a console needs
 * @param {ArrayBuffer} rest  what follows on its files: those that only a reader's code asks for
 */
export function joined(first, rest) {
  const files = new Uint8Array(first, 0, endOfFiles(new Uint8Array(first)));
  const whole = new Uint8Array(files.length + rest.byteLength);
  whole.set(files);
  whole.set(new Uint8Array(rest), files.length);
  return whole.buffer;
}
