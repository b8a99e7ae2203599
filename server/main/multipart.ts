import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import busboy from "busboy";

/** Why a form could not be read. `reason`: in the words of the parser. */
export type FormProblem =
  | { is: "notAForm" | "damaged"; reason: string }
  | { is: "tooLarge" | "tooManyParts" | "longField" | "brokenOff" };

type Options = {
  /** Of the whole form. */
  maxBytes: number;
  limits: { fields: number; files: number; fieldSize: number };
  onField(name: string, value: string): void;
  /** Resolves once the file is kept; `undefined` passes it over. */
  onFile(name: string, stream: Readable, info: { filename: string; mimeType: string }): Promise<unknown> | undefined;
  toError(problem: FormProblem): Error;
};

/** Where a form comes from: a request, or its bytes. */
export type FormSource = Readable & { headers: IncomingHttpHeaders };

/** Reads a form part by part; files stream. Resolves when all are kept. Throws what `toError` makes of a problem. */
export function readMultipart(req: FormSource, options: Options): Promise<void> {
  const { maxBytes, onField, onFile, toError } = options;
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) throw toError({ is: "tooLarge" });
  const parser = open(req, options);
  const writes: Promise<unknown>[] = [];
  let left = maxBytes;
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) => {
      req.unpipe();
      req.pause();
      // Ends the file under way too: nobody else would, and its half would stay on disk.
      parser.destroy();
      reject(thrown);
    };
    req.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) fail(toError({ is: "tooLarge" }));
    });
    parser.on("field", (name, value, { valueTruncated }) => {
      if (valueTruncated) return fail(toError({ is: "longField" }));
      onField(name, value);
    });
    parser.on("file", (name, stream, { filename = "", mimeType }) => {
      const written = onFile(name, stream as Readable, { filename, mimeType });
      if (!written) return void stream.resume();
      writes.push(written);
      written.catch(fail);
    });
    parser.on("error", (thrown: Error) => fail(toError({ is: "damaged", reason: thrown.message })));
    for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
      parser.on(limit, () => fail(toError({ is: "tooManyParts" })));
    }
    parser.on("close", () => void Promise.all(writes).then(() => resolve(), fail));
    req.on("aborted", () => fail(toError({ is: "brokenOff" })));
    req.pipe(parser);
  });
}

function open(req: FormSource, { limits, toError }: Options): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      // Browsers and curl send file names as UTF-8, and say nothing about it.
      defParamCharset: "utf8",
      limits: { ...limits, parts: limits.fields + limits.files },
    });
  } catch (thrown) {
    throw toError({ is: "notAForm", reason: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}
