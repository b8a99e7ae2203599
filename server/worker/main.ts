import { Socket } from "node:net";
import { type Frame, openChannel } from "@/server/processes/frames";
import { logger } from "@/server/processes/logger";
import { secretVariables } from "@/server/processes/secret-variables";
import type { ToMain, ToWorker } from "@/server/runs/protocol";
import { createWorker, type WorkerOptions } from "./worker";

/** The worker process: runs executions and keeps their checkpoints. Started by main, told what to do over one pipe. */
const options: WorkerOptions = JSON.parse(process.argv[2] ?? "{}");
const log = logger("worker");

const channel = openChannel(
  new Socket({ fd: 3 }).on("close", () => process.exit(0)),
  receive,
);
const send = (message: ToMain, texts?: readonly string[]) => channel.send(message, texts);
const worker = createWorker(options, send, secretVariables());
send({ type: "ready" });

process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("unhandledRejection", (reason) => log.error({ err: reason }, "An error nobody waited for"));

function receive({ header, texts }: Frame) {
  const message = header as unknown as ToWorker;
  if (message.type === "stop") {
    void worker.stop().then(() => {
      channel.close();
      setTimeout(() => process.exit(0), 200).unref();
    });
  } else worker.receive(message, texts);
}
