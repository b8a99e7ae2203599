import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Where tests find Kafka: at KAFKA_BROKERS a real one, or at a fake of librdkafka that Debian's kcat brings along. */
export type TestBroker = {
  brokers: string;
  isReal: boolean;
  stop(): Promise<void>;
};

/** Whether there is one. Where all tests have to run, its absence is an error. */
export async function isKafkaThere(): Promise<boolean> {
  if (process.env.KAFKA_BROKERS) return true;
  const child = spawn("kcat", ["-V"], { stdio: "ignore" });
  const isInstalled = await new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false)).once("exit", (code) => resolve(code === 0));
  });
  if (!isInstalled && process.env.CI) throw new Error("kcat is not installed, whose broker is tested with");
  return isInstalled;
}

export async function startBroker(): Promise<TestBroker> {
  const real = process.env.KAFKA_BROKERS;
  if (real) return { brokers: real, isReal: true, async stop() {} };
  const mock = ["-X", "test.mock.num.brokers=1", "-d", "mock"];
  // It lives until the end of its input.
  const child = spawn("kcat", ["-P", "-b", "ignored", "-t", "warmup", ...mock], { stdio: ["pipe", "ignore", "pipe"] });
  return {
    ...{ brokers: await addressOf(child), isReal: false },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Sends messages with another library than ours. They are compressed where there are some of them. */
export async function sendByKcat({ brokers }: TestBroker, topic: string, codec: string, values: string[]) {
  const child = spawn("kcat", ["-P", "-b", brokers, "-t", topic, "-p", "0", "-z", codec, "-X", "linger.ms=200"]);
  child.stdin.end(values.join("\n"));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`kcat ended with ${code}`);
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error("kcat says nothing");
  const lines = createInterface({ input: child.stderr });
  for await (const line of lines) {
    const address = /bootstrap\.servers=(\S+)/.exec(line)?.[1];
    if (!address) continue;
    // What it goes on to say is not to fill its pipe.
    child.stderr.resume();
    return address;
  }
  throw new Error("kcat ended before it had a broker");
}
