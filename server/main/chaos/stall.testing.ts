import { draw, startServerAt } from "../server.testing";
import { type Account, takeAccount } from "./account.testing";
import { noteOverwritten, overwritten, untilQuiet, lookUp } from "./database.testing";
import { pause, seeded, waitFor } from "./random.testing";
import { startSink } from "./sink.testing";

export type Stall = {
  /** The bundle of main. */
  entry: string;
  dataFolder: string;
  /** Workers to be stopped with SIGSTOP for longer than their lease, one after the other, and then let go on. */
  pauses: number;
  seed: number;
  say?(line: string): void;
};

export type StallAccount = Account & {
  /** Executions that another worker went on with. */
  takenOver: number;
  /** Changes of what was over, as the database itself noted them. */
  overwritten: string[];
};

const callers = 8;
const leaseMs = 2_000;

/** Two workers under load: one is stopped until the other has taken its executions over, then it wakes up with what it had. */
export async function stall({ entry, dataFolder, pauses, seed, say = () => {} }: Stall): Promise<StallAccount> {
  const random = seeded(seed);
  const answers = seeded(seed + 1);
  // Some answers take long: whoever is stopped is in the middle of calls.
  const sink = await startSink(() => Math.floor(answers() ** 3 * 400));
  const server = await startServerAt(entry, {
    dataFolder,
    env: {
      ...{ ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_LOG_LEVEL: "silent" },
      ...{ ISLEWIRE_WORKERS: "2", ISLEWIRE_LEASE_SECONDS: String(leaseMs / 1_000) },
    },
  });
  await server.signUp();
  await server.publish(workflow(sink.url));
  noteOverwritten(dataFolder);

  const accepted = new Map<number, number>();
  let nextId = 0;
  let isOver = false;
  const calls = Promise.all(
    Array.from({ length: callers }, async () => {
      while (!isOver) {
        const id = nextId++;
        const { status, json } = await server.post("stall", { id });
        if (status === 202) accepted.set(id, (json as { executionId: number }).executionId);
        await pause(100);
      }
    }),
  );

  let takenOver = 0;
  try {
    const workers = "SELECT count(DISTINCT owner) FROM executions WHERE status = 'running'";
    await waitFor(() => lookUp<number>(dataFolder, workers) === 2 || undefined);
    for (let round = 0; round < pauses; round++) {
      await pause(300 + random() * 300);
      const running = server.children().filter(({ role }) => role === "worker");
      const { pid } = running[Math.floor(random() * running.length)] ?? { pid: 0 };
      process.kill(pid, "SIGSTOP");
      const before = lookUp<number>(dataFolder, deaths);
      const taken = await waitFor(() => {
        const now = lookUp<number>(dataFolder, deaths) - before;
        return now > 0 ? now : undefined;
      });
      process.kill(pid, "SIGCONT");
      takenOver += taken ?? 0;
      say(`${accepted.size} accepted, SIGSTOP to ${pid}: ${taken ?? 0} were taken over`);
    }
    isOver = true;
    await calls;
    await untilQuiet(dataFolder);
  } finally {
    isOver = true;
    await server.stop("SIGTERM");
    sink.close();
  }
  const account = takeAccount(dataFolder, { accepted, killed: 0, sink });
  return { ...account, takenOver, overwritten: overwritten(dataFolder) };
}

const deaths = "SELECT total(deaths) FROM executions";

function workflow(sinkUrl: string) {
  const post = (path: string, repeat: "key" | "ask") => ({
    type: "httpRequest",
    params: {
      ...{ method: "POST", url: `${sinkUrl}${path}`, repeat },
      body: { is: "json", value: { id: '={{ $("hook").item.json.body.id }}' } },
    },
  });
  const respond = { is: "accepted", status: 202, text: "" };
  return draw(
    "Stall",
    {
      hook: { type: "webhook", params: { path: "stall", methods: ["POST"], respond } },
      ...{ first: post("/first", "key"), second: post("/second", "key"), once: post("/once", "ask") },
      end: { type: "noOp" },
    },
    ...["hook -> first", "first -> second", "second -> once", "once -> end"],
  );
}
