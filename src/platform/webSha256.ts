/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const roundConstants = constants(64, 1 / 3);
/** The same of the square roots of the first eight (FIPS 180-4, 5.3.3). */
const initialHash = constants(8, 1 / 2);

/** SHA-256 (FIPS 180-4) of bytes, lower-case hexadecimal, for platforms whose own is asynchronous. */
export function webSha256(bytes: Uint8Array): string {
  const hash = initialHash.slice();
  const message = padded(bytes);
  const schedule = new Uint32Array(64);
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let index = 0; index < 64; index += 1) {
      schedule[index] = index < 16 ? message.getUint32(block + index * 4) : expanded(schedule, index);
    }
    compress(hash, schedule);
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** The message, a one bit, zeros, and its length in bits as 64 bits: a multiple of 64 bytes (5.1.1). */
function padded(bytes: Uint8Array): DataView {
  const message = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(message.length - 4, bytes.length << 3);
  return view;
}

/** 6.2.2, step 1. */
function expanded(schedule: Uint32Array, index: number): number {
  const word = (back: number) => schedule[index - back] ?? 0;
  const s0 = rotated(word(15), 7) ^ rotated(word(15), 18) ^ (word(15) >>> 3);
  const s1 = rotated(word(2), 17) ^ rotated(word(2), 19) ^ (word(2) >>> 10);
  return word(16) + s0 + word(7) + s1;
}

/** 6.2.2, steps 2 to 4. */
function compress(hash: Uint32Array, schedule: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let index = 0; index < 64; index += 1) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + (roundConstants[index] ?? 0) + (schedule[index] ?? 0);
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (hash[index] ?? 0) + word;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function constants(count: number, power: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let found = 0, candidate = 2; found < count; candidate += 1) {
    let divisor = 2;
    while (candidate % divisor !== 0) divisor += 1;
    if (divisor < candidate) continue;
    words[found] = (candidate ** power % 1) * 2 ** 32;
    found += 1;
  }
  return words;
}
