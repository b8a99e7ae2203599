import { promisify } from "node:util";
import { gunzip, gzip, zstdDecompress } from "node:zlib";
import { unlz4, unsnappy } from "./unpack";

export type Library = typeof import("kafkajs");

/** What a batch of messages may unpack to: a small one can become huge. */
const maxUnpackedBytes = 256 * 1024 * 1024;

let loading: Promise<Library> | undefined;

/** The library, loaded when it is needed first, with what it does not do well by itself. */
export const loadKafka = (): Promise<Library> => {
  loading ??= load();
  return loading;
};

async function load(): Promise<Library> {
  const { default: library } = await import("kafkajs");
  const { default: RequestQueue } = await import("kafkajs/src/network/requestQueue/index.js");
  setCodecs(library);
  // It would look each millisecond for requests that wait, on every connection, also while there are none.
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this);
  };
  return library;
}

/** It knows gzip alone, which it unpacks without an end. */
function setCodecs({ CompressionCodecs: codecs, CompressionTypes: types }: Library): void {
  const limit = { maxOutputLength: maxUnpackedBytes };
  codecs[types.GZIP] = () => ({
    compress: ({ buffer }: { buffer: Buffer }) => promisify(gzip)(buffer),
    decompress: (bytes: Buffer) => promisify(gunzip)(bytes, limit),
  });
  codecs[types.ZSTD] = () => ({ decompress: (bytes: Buffer) => promisify(zstdDecompress)(bytes, limit) });
  codecs[types.Snappy] = () => ({ decompress: async (bytes: Buffer) => unsnappy(bytes, maxUnpackedBytes) });
  codecs[types.LZ4] = () => ({ decompress: async (bytes: Buffer) => unlz4(bytes, maxUnpackedBytes) });
}
