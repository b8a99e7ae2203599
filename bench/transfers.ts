import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { type LargeFile, measured } from "./large-files.ts";
import { islewire, startIslewire } from "./server.ts";
import { writeWorkflow } from "./workflows.ts";

/** 200 MB that come by a webhook, and 200 MB that a workflow fetches: what they take of memory. */
const megabytes = 200;
const piece = Buffer.alloc(65_536, "x");

export async function measureTransfers(folder: string): Promise<LargeFile[]> {
  const source = createServer((_req, res) => {
    res.writeHead(200, { "content-type": "application/octet-stream", "content-length": megabytes * 1_048_576 });
    Readable.from(pieces()).pipe(res);
  });
  await new Promise<void>((resolve) => source.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/`;
  const fetched = { type: "core.httpRequest", params: { method: "GET", url, response: "file" } };
  const end = { type: "core.editFields", params: { fields: [{ name: "done", value: true }], keepOthers: false } };
  islewire(
    folder,
    ...["import", "--publish"],
    writeWorkflow(folder, "bench-upload", { end }, ["hook -> end"]),
    writeWorkflow(folder, "bench-download", { fetched, end }, ["hook -> fetched", "fetched -> end"]),
  );
  const server = await startIslewire(folder, "/readyz", {
    ...{ ISLEWIRE_MAX_BODY_MB: "256", ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" },
  });
  const call = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${server.url}/webhook/${path}`, { method: "POST", ...init });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  try {
    // What a process takes when it does anything at all is not what a large file takes.
    await call("bench-upload", { body: "{}", headers: { "content-type": "application/json" } });
    return [
      await measured(server, `${megabytes} MB that come by a webhook`, () =>
        call("bench-upload", {
          body: Readable.toWeb(Readable.from(pieces())) as ReadableStream,
          headers: { "content-type": "application/octet-stream" },
          duplex: "half",
        } as RequestInit),
      ),
      await measured(server, `${megabytes} MB that a workflow fetches`, () => call("bench-download", { body: "{}" })),
    ];
  } finally {
    await server.stop();
    source.closeAllConnections();
    source.close();
  }
}

function* pieces() {
  for (let left = megabytes * 16; left > 0; left--) yield piece;
}
