import type { Duplex } from "node:stream";

/**
 * Messages between our processes: a small JSON header and any number of texts, which cross as they are, so that
 * data that is already JSON text is not encoded a second time.
 *
 *   u32 bytes of all that follows | u32 bytes of header | header | text | text …
 *
 * The header's `sizes` gives the bytes of each text.
 */
export type Frame = { header: { [name: string]: unknown }; texts: string[] };

export const maxFrameBytes = 512 * 1024 * 1024;

export class FrameError extends Error {
  override name = "FrameError";
}

export function encodeFrame(header: object, texts: readonly string[] = []): Buffer {
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const headerText = JSON.stringify({ ...header, sizes });
  const headerBytes = Buffer.byteLength(headerText);
  const total = 4 + headerBytes + sizes.reduce((sum, size) => sum + size, 0);
  if (total > maxFrameBytes) {
    throw new FrameError(`A message of ${total} bytes is larger than the limit of ${maxFrameBytes} bytes`);
  }
  const buffer = Buffer.allocUnsafe(4 + total);
  buffer.writeUInt32LE(total, 0);
  buffer.writeUInt32LE(headerBytes, 4);
  let at = 8 + buffer.write(headerText, 8);
  for (const text of texts) at += buffer.write(text, at);
  return buffer;
}

/** Cuts a stream of bytes into frames. Throws `FrameError` for bytes that cannot be a frame. */
export function createFrameDecoder(onFrame: (frame: Frame) => void) {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 4;

  return (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      let buffer = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, held);
      const total = buffer.readUInt32LE(0);
      if (total > maxFrameBytes || total < 4) throw new FrameError(`A message announces ${total} bytes`);
      if (buffer.length < 4 + total) {
        chunks = [buffer];
        wanted = 4 + total;
        return;
      }
      onFrame(decode(buffer.subarray(4, 4 + total)));
      buffer = buffer.subarray(4 + total);
      chunks = [buffer];
      held = buffer.length;
      wanted = 4;
    }
  };
}

function decode(body: Buffer): Frame {
  const headerBytes = body.readUInt32LE(0);
  if (headerBytes > body.length - 4) throw new FrameError("A message's header is longer than the message");
  const header: unknown = JSON.parse(body.toString("utf8", 4, 4 + headerBytes));
  if (typeof header !== "object" || header === null || !("sizes" in header) || !Array.isArray(header.sizes)) {
    throw new FrameError("A message has no list of sizes");
  }
  const { sizes, ...rest } = header;
  const texts: string[] = [];
  let at = 4 + headerBytes;
  for (const size of sizes) {
    if (typeof size !== "number" || size < 0 || at + size > body.length) throw new FrameError("A message ends early");
    texts.push(body.toString("utf8", at, at + size));
    at += size;
  }
  return { header: rest, texts };
}

export type Channel = {
  send(header: object, texts?: readonly string[]): void;
  close(): void;
};

/** Frames over a pipe. Bytes that cannot be a frame close it: the other side is not who it should be. */
export function openChannel(pipe: Duplex, onFrame: (frame: Frame) => void): Channel {
  const decode = createFrameDecoder(onFrame);
  pipe.on("data", (chunk: Buffer) => {
    try {
      decode(chunk);
    } catch (thrown) {
      pipe.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  });
  pipe.on("error", () => pipe.destroy());
  let isCorked = false;
  return {
    /** What is sent in one turn goes out together: each write is a call into the kernel. */
    send(header, texts) {
      if (pipe.destroyed || !pipe.writable) return;
      if (!isCorked) {
        isCorked = true;
        pipe.cork();
        process.nextTick(() => {
          isCorked = false;
          pipe.uncork();
        });
      }
      pipe.write(encodeFrame(header, texts));
    },
    close: () => void pipe.end(),
  };
}
