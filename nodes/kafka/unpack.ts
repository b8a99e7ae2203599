import { NodeError } from "@/nodes/sdk/node-error";

/** Snappy and LZ4, as senders of messages pack them. Node has neither. Checksums are those of Kafka around it. */

const corrupt = () =>
  new NodeError("Messages cannot be unpacked: their bytes are not what they say", { code: "KAFKA_UNREADABLE" });

/** What was unpacked so far. Packed bytes refer back to it. */
class Unpacked {
  #bytes: Buffer;
  #length = 0;
  readonly #max: number;

  constructor(expected: number, max: number) {
    this.#max = max;
    this.#bytes = Buffer.allocUnsafe(Math.min(expected, max));
  }

  append(bytes: Buffer): void {
    this.#reserve(bytes.length);
    bytes.copy(this.#bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Again, `count` bytes from so far back: also some that only come by this. */
  repeat(back: number, count: number): void {
    if (back === 0 || back > this.#length) throw corrupt();
    this.#reserve(count);
    const end = this.#length + count;
    while (this.#length < end) {
      const from = this.#length - back;
      const some = Math.min(back, end - this.#length);
      this.#bytes.copy(this.#bytes, this.#length, from, from + some);
      this.#length += some;
    }
  }

  take = () => this.#bytes.subarray(0, this.#length);

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#max) throw tooLarge(this.#max);
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.min(Math.max(needed, this.#bytes.length * 2), this.#max));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

const tooLarge = (max: number) =>
  new NodeError(`Messages that came together unpack to more than ${max} bytes`, {
    code: "KAFKA_TOO_LARGE",
    hint: "Let those who send them send fewer at once",
  });

/** Reads on, and never behind the end. */
function reader(bytes: Buffer) {
  let at = 0;
  const take = (count: number) => {
    if (count > bytes.length - at) throw corrupt();
    at += count;
    return bytes.subarray(at - count, at);
  };
  return {
    take,
    byte: () => take(1).readUInt8(),
    number: (size: number) => take(size).readUIntLE(0, size),
    left: () => bytes.length - at,
  };
}

const framed = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);

/** One block, or the frames that Java puts around several. */
export function unsnappy(bytes: Buffer, max: number): Buffer {
  if (!bytes.subarray(0, framed.length).equals(framed)) return snappyBlock(bytes, max);
  const read = reader(bytes);
  read.take(framed.length + 8);
  const blocks: Buffer[] = [];
  let left = max;
  while (read.left() > 0) {
    const block = snappyBlock(read.take(read.take(4).readUInt32BE()), left);
    left -= block.length;
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}

function snappyBlock(bytes: Buffer, max: number): Buffer {
  const read = reader(bytes);
  const length = varint(read);
  if (length > max) throw tooLarge(max);
  const out = new Unpacked(length, max);
  while (read.left() > 0) {
    const tag = read.byte();
    const kind = tag & 3;
    const high = tag >> 2;
    if (kind === 0) out.append(read.take((high < 60 ? high : read.number(high - 59)) + 1));
    else if (kind === 1) out.repeat(((tag >> 5) << 8) | read.byte(), (high & 7) + 4);
    else out.repeat(read.number(kind === 2 ? 2 : 4), high + 1);
  }
  return out.take();
}

function varint({ byte }: ReturnType<typeof reader>): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const next = byte();
    value += (next & 0x7f) * 2 ** shift;
    if (next < 0x80) return value;
  }
  throw corrupt();
}

const lz4Frame = 0x184d2204;

/** The frame format, with blocks that may refer to those before them. */
export function unlz4(bytes: Buffer, max: number): Buffer {
  const read = reader(bytes);
  if (read.number(4) !== lz4Frame) throw corrupt();
  const flags = read.byte();
  const [hasBlockChecksum, hasSize, hasDictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  read.take(1 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1);
  const out = new Unpacked(bytes.length * 4, max);
  for (let size = read.number(4); size !== 0; size = read.number(4)) {
    const isPlain = size >= 0x80000000;
    const block = read.take(isPlain ? size - 0x80000000 : size);
    if (isPlain) out.append(block);
    else lz4Block(block, out);
    if (hasBlockChecksum) read.take(4);
  }
  return out.take();
}

function lz4Block(bytes: Buffer, out: Unpacked): void {
  const read = reader(bytes);
  const longer = (length: number) => {
    if (length < 15) return length;
    for (let more = 255; more === 255; length += more) more = read.byte();
    return length;
  };
  while (read.left() > 0) {
    const token = read.byte();
    out.append(read.take(longer(token >> 4)));
    // The last one has no part that refers back.
    if (read.left() > 0) out.repeat(read.number(2), longer(token & 15) + 4);
  }
}
